"""The cabinet: lots received, what is left of each, and every line of the ledger."""
