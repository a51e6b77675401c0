"""Two simulated protocols side by side, for the director. Nobody in it is real."""
