"""The registry: de-identified facts in Parquet, measures that any engine can work out, counts that may be told."""
