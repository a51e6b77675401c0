"""Reading safety alerts and cover."""
