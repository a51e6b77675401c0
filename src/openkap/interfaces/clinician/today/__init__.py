"""The first page of the day, and the list of what follow-up waits for."""
