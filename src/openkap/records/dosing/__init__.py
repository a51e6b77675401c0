"""Dosing sessions: an append-only stream of events and the state folded from it."""
