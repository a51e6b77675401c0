"""Protocols: definition and schedule; composes the rooms above."""
