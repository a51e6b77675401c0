"""Settings, addresses and the ASGI door."""
