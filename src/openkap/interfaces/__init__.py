"""Fronts that are strangers to each other; all of them call the same services and selectors."""
