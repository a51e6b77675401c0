"""The evidence library: claims, recommendations, studies, and the way from a rule to its source."""
