"""Graded recommendations."""

from datetime import date
from typing import Any

from openkap.clinical.evidence.grades import Regulatory, Strength
from openkap.clinical.evidence.recommendations import Recommendation
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, checked, grade, prose, sponsor


def read(document: dict[str, Any], pin: Pin) -> Recommendation:
    """A recommendation as the core knows it."""
    law = document["regulatory"]
    return Recommendation(
        pin=pin,
        title=document["title"],
        why=prose(document["why"]),
        grade=grade(document),
        strength=Strength(document["strength"]),
        limits=document.get("limits", ""),
        regulatory=Regulatory(law["status"]),
        jurisdiction=law["in"],
        valid_until=date.fromisoformat(law["valid-until"]) if "valid-until" in law else None,
        flags=tuple(document.get("flags", ())),
        rests_on=tuple(document.get("rests-on", ())),
        plain=prose(document["plain"]),
        basis=basis(document["basis"]),
        sponsor=sponsor(document),
        checked=checked(document),
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Rows it says it rests on, and that do not exist."""
    recommendation: Recommendation = entry.value
    named = [one.partition("/") for one in recommendation.rests_on]
    return tuple(f"It rests on {kind}/{id_}, which does not exist." for kind, _, id_ in named if id_ not in _ids(kind))


def _ids(kind: str) -> tuple[str, ...]:
    return catalogue.ids(kind) if kind in {"evidence", "benchmarks"} else ()
