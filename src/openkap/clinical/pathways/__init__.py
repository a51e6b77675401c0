"""Psychotherapy, ketamine or both: what speaks for each for one person, what is unknown, what would change it."""
