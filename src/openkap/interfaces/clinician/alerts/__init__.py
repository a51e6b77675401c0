"""Alerts: the worklist, one alert with its history, and who is on cover."""
