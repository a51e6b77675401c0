"""Psychotherapy, ketamine or both: the comparison for one person, the choice, and the paper to take home."""
