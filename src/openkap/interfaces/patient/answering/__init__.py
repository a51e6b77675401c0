"""A patient answers a form on their own phone: link, identity, one question a screen, help always in reach."""
