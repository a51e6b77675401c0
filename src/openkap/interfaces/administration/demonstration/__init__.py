"""One-tap sign-in of the demonstration. Elsewhere these addresses do not exist."""
