"""Outcomes: response, remission, reliable change."""
