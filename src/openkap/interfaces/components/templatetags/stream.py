"""The stream: the watched minutes of a session as a line, drawn by the server. ``{% load stream %}``."""

from collections.abc import Iterable
from typing import Any, Protocol

from django import template

register = template.Library()
LEFT, WIDTH = 9.0, 300.0


class Slot(Protocol):
    """One planned moment: its minute from the dose, and done, next, due, late or alert."""

    minute: int
    state: str


@register.inclusion_tag("components/stream.html")
def stream(slots: Iterable[Slot], minute: int | None, next_words: str, gate: int = 120) -> dict[str, Any]:
    """The line from 0 to ``gate`` minutes, filled to ``minute``; None before the dose."""
    now = None if minute is None else LEFT + min(max(minute, 0), gate) / gate * WIDTH
    marks = [{"x": round(LEFT + min(s.minute, gate) / gate * WIDTH, 1), "state": s.state} for s in slots]
    said = "Not begun" if minute is None else f"Minute {minute} of {gate}; next: {next_words}"
    return {"marks": marks, "now": now and round(now, 1), "end": LEFT + WIDTH, "said": said}
