"""Doors to the outside: each is real, and each has a fake for tests."""
