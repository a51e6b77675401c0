"""Questionnaires: assignments, links, answers, scores."""
