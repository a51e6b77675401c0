"""Monitoring: plan, states, events, transition, thresholds, readiness, discharge."""
