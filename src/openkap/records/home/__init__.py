"""Doses at home: the companion, one dose at a time, what was heard of it, who is called in silence."""
