"""Eligibility: criteria, interactions, three-valued evaluation, decision with reasons."""
