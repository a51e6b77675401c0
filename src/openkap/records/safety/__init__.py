"""Safety alerts, cover, acknowledgement, escalation."""
