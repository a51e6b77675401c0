"""Therapy notes, homework, and the psychotherapy notes that their author alone reads."""
