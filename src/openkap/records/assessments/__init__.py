"""Questionnaires sent to patients: assignments and their links, saved answers, and what they were scored to.

Judging is done in the clinical core; calling people is done by ``safety``.
"""
