"""Tags of this front."""
