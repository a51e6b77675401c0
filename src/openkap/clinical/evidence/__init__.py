"""What is known, how well, and which public statements are wrong: claims, recommendations, benchmark rows."""
