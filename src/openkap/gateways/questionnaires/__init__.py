"""FHIR R4 Questionnaires: an instrument written as one, and the wording of a skeleton read from one."""
