"""Consent by element and version: given, withdrawn, asked again."""
