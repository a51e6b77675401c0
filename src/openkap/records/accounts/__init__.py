"""Who may sign in, where, in which role; devices; what the site has signed off."""
