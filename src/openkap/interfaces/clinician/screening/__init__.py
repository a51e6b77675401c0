"""The decision page: every criterion for a product and place, what would change it, and what settles it."""
