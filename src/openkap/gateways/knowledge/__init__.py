"""Content as FHIR R4: each kind as the resource that fits it, and as a Library what fits none."""
