"""Instruments: what a questionnaire is, how its answers are scored, and which of them a person must see at once.

This room knows nothing of who answered, when, or on what screen.
"""
