"""Sign-off of content: what is in force here, what changed, the director's signature."""
