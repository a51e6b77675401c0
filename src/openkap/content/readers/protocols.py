"""Protocols."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import (
    Anchor,
    AnchorKind,
    CourseKind,
    DoseChoice,
    Phase,
    Protocol,
    Spacing,
    VisitKind,
    VisitRule,
    faults,
)
from openkap.clinical.protocols.schedule import Constraints, schedule
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Protocol:
    """A protocol as the core knows it."""
    return Protocol(
        pin=pin,
        title=document["title"],
        summary=" ".join(document["summary"].split()),
        courses=tuple(CourseKind(c) for c in document["courses"]),
        jurisdictions=tuple(document["jurisdictions"]),
        modalities=tuple(document.get("modalities", ())),
        product=document.get("product", ""),
        monitoring=document.get("monitoring", ""),
        phases=tuple(Phase(p["id"], p["title"]) for p in document["phases"]),
        visits=tuple(_visit(v) for v in document["visits"]),
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Faults that a schema cannot see, and examples that come out otherwise, in words."""
    protocol: Protocol = entry.value
    found = list(faults(protocol))
    for example in () if found else entry.document.get("examples", ()):
        closed = frozenset(date.fromisoformat(d) for d in example.get("closed-on", ()))
        made = schedule(protocol, date.fromisoformat(example["start"]), ZoneInfo("UTC"), Constraints(closed_on=closed))
        for rule, days in example["expect"].items():
            got = [v.on.isoformat() for v in made.of(rule)]
            if got != days:
                found.append(f"Example {example['name']!r}, {rule}: expected {days}, got {got}.")
    return tuple(found)


def _visit(v: dict[str, Any]) -> VisitRule:
    move = v.get("may-move", {"earlier": 0, "later": 0})
    return VisitRule(
        id=v["id"],
        kind=VisitKind(v["kind"]),
        phase=v["phase"],
        title=v["title"],
        why=" ".join(v["why"].split()),
        minutes=v["minutes"],
        days=tuple(v["days"]),
        earlier=move["earlier"],
        later=move["later"],
        basis=basis(v["basis"]),
        anchor=_anchor(v),
        spacing=_spacing(v["spacing"]) if "spacing" in v else None,
        instruments=tuple(v.get("instruments", ())),
        doses=tuple(_dose(d) for d in v.get("doses", ())),
    )


def _anchor(v: dict[str, Any]) -> Anchor:
    if "each" in v:
        return Anchor(AnchorKind.EACH, v["each"])
    return Anchor(AnchorKind.LAST, v["last"]) if "last" in v else Anchor()


def _spacing(s: dict[str, Any]) -> Spacing:
    return Spacing(s["minimum-days"], s["at-most"]["times"], s["at-most"]["in-days"], basis(s["basis"]))


def _dose(d: dict[str, Any]) -> DoseChoice:
    return DoseChoice(d["from-visit"], tuple(Decimal(str(a)) for a in d["amounts"]), d["unit"], basis(d["basis"]))
