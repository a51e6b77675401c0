"""Pages of prescriber, nurse and therapist."""
