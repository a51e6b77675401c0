"""People in care, their care team, every dated fact about them, and the door to each of them."""
