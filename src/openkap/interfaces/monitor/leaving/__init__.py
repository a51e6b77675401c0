"""The list before the dose, the list before leaving, the other endings, and the paper that goes home."""
