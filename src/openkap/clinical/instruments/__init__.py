"""Instruments: definition, scoring, missing answers, bands, flags."""
