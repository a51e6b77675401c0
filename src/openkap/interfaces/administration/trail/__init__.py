"""The trail: whether it holds its guards, and whether its head leaves the machine."""
