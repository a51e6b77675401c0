"""The people of a site and their roles."""
