"""Registered devices, PINs on them, and the rooms they are opened for."""
