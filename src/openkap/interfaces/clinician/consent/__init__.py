"""Asking for consent, from the staff's side."""
