"""What a patient sees: a link, short forms, help."""
