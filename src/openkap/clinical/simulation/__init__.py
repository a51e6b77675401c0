"""Simulated people, who go through the real protocols, plans and rules: it calls the engine and copies none of it."""
