"""A member of the staff opens the clinic."""
