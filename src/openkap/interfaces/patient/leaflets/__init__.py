"""What a patient reads about treatment: open to anybody, and narrowed to their own course where a link says whose."""
