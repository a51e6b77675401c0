"""Pieces that readers share."""

import re
from datetime import timedelta
from typing import Any

from openkap.clinical.sources import Basis, Verification

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def basis(items: list[dict[str, str]]) -> tuple[Basis, ...]:
    """The ``basis`` block of a file."""
    return tuple(
        Basis(
            Verification(b["verification"]), b.get("ref", ""), b.get("at", ""), b.get("policy", ""), b.get("mark", "")
        )
        for b in items
    )


def duration(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds: ``P6W``, ``PT24H``."""
    match = _DURATION.fullmatch(text)
    if not match or text in {"P", "PT"}:
        raise ValueError(f"{text!r} is not a duration. Write P30D, PT24H or the like.")
    weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def optional(document: dict[str, Any], key: str) -> timedelta | None:
    """A duration that may be absent."""
    return duration(document[key]) if document.get(key) else None
