"""The patient's own plan through a link: dates and why, the ride home, homework."""
