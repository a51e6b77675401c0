"""Visits: preparation, dosing, integration, follow-up, each with the reason for its date."""
