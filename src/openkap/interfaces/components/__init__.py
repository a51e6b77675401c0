"""Shared templates, design tokens, page registration and accessibility helpers."""
