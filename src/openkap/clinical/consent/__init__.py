"""Consent: what is asked, when it may be signed, and whether it stands."""
