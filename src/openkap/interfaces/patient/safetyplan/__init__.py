"""The person's own safety plan, behind their own link."""
