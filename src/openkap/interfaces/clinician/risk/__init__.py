"""Suicide risk: triage, what follows, and the safety plan."""
