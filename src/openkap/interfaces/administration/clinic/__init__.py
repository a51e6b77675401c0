"""What the clinic says of itself to patients: its telephone and hours."""
