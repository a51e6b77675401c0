"""The door through which a referral comes in: a FHIR R4 bundle becomes a person and dated facts, or is refused whole.

The vocabulary is an argument. Decimals keep their digits. What is not understood is kept, counted and shown.
"""
