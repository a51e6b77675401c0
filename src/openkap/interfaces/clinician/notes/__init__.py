"""Therapy notes by modality, homework, and the notes that their author alone reads."""
