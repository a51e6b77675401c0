"""What this site made stricter than the content proposes."""
