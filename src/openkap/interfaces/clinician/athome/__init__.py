"""Doses at home, for staff: the site's switch, and one person's companion, orders, releases and check-ins."""
