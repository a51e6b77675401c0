"""Products, lots and what was drawn, given and wasted."""
