"""Disclosure: by when a request is answered, what needs a consent of its own, and how long a record is kept."""
