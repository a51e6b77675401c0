"""The person's own scores over time, behind the link to their plan."""
