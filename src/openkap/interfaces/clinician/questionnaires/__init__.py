"""Questionnaires of one person: send a link, see what came back."""
