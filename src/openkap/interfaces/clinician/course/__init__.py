"""The course page: where somebody stands, what was given and measured, what is due."""
