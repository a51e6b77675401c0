"""Dosing: route and product rules, ranges, ceilings, weight basis."""
