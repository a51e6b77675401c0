"""Doses at home: the companion, one dose at a time, what was heard before and after it, and who is called in silence."""
