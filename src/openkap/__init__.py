"""OpenKAP: the open, self-hosted system that a ketamine-assisted psychotherapy programme runs on."""

__version__ = "0.1.0"
