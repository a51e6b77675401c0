"""The clinic's knowledge: one YAML file a thing, read strictly into dataclasses of the clinical core; nothing else."""
