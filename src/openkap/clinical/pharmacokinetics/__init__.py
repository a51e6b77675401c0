"""Concentrations that published models predict: linear compartments, solved exactly. Nothing here suggests a dose."""
