"""A dose at home through the person's own link: the check-in before, the release, and the check-in afterwards."""
