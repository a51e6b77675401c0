"""Courses of treatment: eligibility decisions, plans, orders."""
