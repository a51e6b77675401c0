"""Leaflets as staff check them: as the patient sees them, with the basis of each point; signing translations."""
