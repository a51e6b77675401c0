"""What a patient reads: leaflets by product, phase and therapy, and in which language they may be shown."""
