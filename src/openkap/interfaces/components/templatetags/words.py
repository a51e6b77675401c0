"""The words of :mod:`openkap.interfaces.components.wording` as filters: ``{% load words %}``."""

from collections.abc import Sequence
from typing import Any

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

NAMED = 6  # names that a folded list or a cell holds

register = template.Library()
for name in ("age_of_fact", "clock", "day", "open_for", "quantity", "short_day", "since_dose", "visit_day"):
    register.filter(name, getattr(wording, name))


@register.filter
def named(things: Sequence[Any]) -> str:
    """The first names of a list, and how many more there are: ``Aneurysm, stroke and 4 more``."""
    words = ", ".join(thing.name for thing in things[:NAMED])
    return f"{words} and {len(things) - NAMED} more" if len(things) > NAMED else words
