"""The plan of a course: goals, dose, visits with their reasons, orders and the go; its start, changes and end."""
