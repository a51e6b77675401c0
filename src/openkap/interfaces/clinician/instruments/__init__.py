"""The library of instruments: what each asks, how it is scored, by whose leave, and from which source."""
