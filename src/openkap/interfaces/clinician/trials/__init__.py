"""The ledger of treatment trials."""
