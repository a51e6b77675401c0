"""The words of :mod:`openkap.interfaces.components.wording` as filters: ``{% load words %}``."""

from django import template

from openkap.interfaces.components import wording
from openkap.interfaces.components.wording import (
    MINUS,
    age_of_fact,
    age_words,
    clock,
    day,
    open_for,
    quantity,
    short_day,
    since_dose,
    visit_day,
)

__all__ = [
    "MINUS",
    "age_of_fact",
    "age_words",
    "clock",
    "day",
    "open_for",
    "quantity",
    "short_day",
    "since_dose",
    "visit_day",
]

register = template.Library()
for name in ("age_of_fact", "clock", "day", "open_for", "quantity", "short_day", "since_dose", "visit_day"):
    register.filter(name, getattr(wording, name))
