"""Suicide risk: from a screener's answers to a level, and from a level to who does what by when."""
