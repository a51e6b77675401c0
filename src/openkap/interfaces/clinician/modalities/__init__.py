"""Modalities of psychotherapy to read: one component shows them all, whatever file they come from."""
