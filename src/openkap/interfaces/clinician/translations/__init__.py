"""Translations of consent forms and the pages around them: beside the English, and signed by who reads both."""
