"""Pieces that readers share."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from openkap.clinical.evidence.grades import Certainty, Checked, Grade, Sentence, Sponsor
from openkap.clinical.sources import Basis, Verification

_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def basis(items: list[dict[str, str]]) -> tuple[Basis, ...]:
    """The ``basis`` block of a file."""
    return tuple(
        _ground(b["verification"], b.get("ref", ""), b.get("at", ""), b.get("policy", ""), b.get("mark", ""))
        for b in items
    )


@cache
def _ground(verification: str, ref: str, at: str, policy: str, mark: str) -> Basis:
    """The same ground is one thing, however often a file names it: most numbers rest on few sources."""
    return Basis(Verification(verification), ref, at, policy, mark)


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


def prose(text: str) -> str:
    """Text as one line, however the file wrapped it."""
    return " ".join(text.split())


def sentence(item: dict[str, Any]) -> Sentence:
    """One sentence with its basis."""
    return Sentence(prose(item["text"]), basis(item["basis"]))


def grade(document: dict[str, Any]) -> Grade:
    """GRADE and OCEBM of a file; nobody's grade is *not graded*."""
    return Grade(Certainty(document.get("certainty", "not graded")), tuple(document.get("oxford", ())))


def sponsor(document: dict[str, Any]) -> Sponsor | None:
    """Who paid, if that was looked up."""
    found = document.get("sponsor")
    return Sponsor(found["text"], basis(found["basis"])) if found else None


def checked(document: dict[str, Any]) -> Checked:
    """When the sources were last looked at."""
    return Checked(date.fromisoformat(document["checked-on"]))
