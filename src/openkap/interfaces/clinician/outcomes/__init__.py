"""The programme's outcomes, and published studies beside them; for the director."""
