"""Protocols."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openkap.clinical.dosing.product import Product
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
from openkap.clinical.protocols.home import NEVER_AT_HOME, HomeRules, LegalWindow, Point
from openkap.clinical.protocols.schedule import Constraints, schedule
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, duration


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
        variant=document.get("variant", ""),
        research=" ".join(document.get("research", "").split()),
        home=_home(document["at-home"]) if "at-home" in document else None,
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Faults that a schema cannot see, and examples that come out otherwise, in words."""
    protocol: Protocol = entry.value
    found = [*faults(protocol), *_product_faults(protocol)]
    for example in () if found else entry.document.get("examples", ()):
        closed = frozenset(date.fromisoformat(d) for d in example.get("closed-on", ()))
        made = schedule(protocol, date.fromisoformat(example["start"]), ZoneInfo("UTC"), Constraints(closed_on=closed))
        for rule, days in example["expect"].items():
            got = [v.on.isoformat() for v in made.of(rule)]
            if got != days:
                found.append(f"Example {example['name']!r}, {rule}: expected {days}, got {got}.")
    return tuple(found)


def _product_faults(protocol: Protocol) -> list[str]:
    """What the product does not allow: another monitoring, an unknown variant, more often, esketamine at home."""
    if not protocol.product:
        return []
    product: Product = catalogue.entry("products", protocol.product).value
    found = []
    if protocol.monitoring != product.monitoring:
        found.append(f"{protocol.product} is watched by {product.monitoring!r}, not by {protocol.monitoring!r}.")
    if protocol.variant and protocol.variant not in {v.id for v in product.variants}:
        found.append(f"{protocol.product} has no variant {protocol.variant!r}.")
    if protocol.home is not None and product.ingredient in NEVER_AT_HOME:
        found.append(f"{product.ingredient.capitalize()} is never given at home. Take 'at-home' out.")
    for rule in (v for v in protocol.visits if v.spacing is not None and product.frequency is not None):
        most, own = product.frequency, rule.spacing
        if own is not None and most is not None and own.times * most.in_days > most.times * own.in_days:
            found.append(f"{rule.id}: {own.times} in {own.in_days} days is more often than {product.name} is given.")
    return found


def _home(h: dict[str, Any]) -> HomeRules:
    systolic, diastolic = (Decimal(str(n)) for n in h["pressure-at-most"])
    return HomeRules(
        visits=tuple(h["visits"]),
        legal=tuple(
            LegalWindow(w["jurisdiction"], date.fromisoformat(w["until"]), w["says"], basis(w["basis"]))
            for w in h["legal"]
        ),
        systolic_at_most=systolic,
        diastolic_at_most=diastolic,
        pressure_within=duration(h["pressure-within"]),
        chaperone_age=h["chaperone-age"],
        look_in_every=duration(h["look-in-every"]),
        welfare_after=duration(h["welfare-after"]),
        basis=basis(h["basis"]),
        doses_here_first=h.get("doses-here-first", 0),
        ask_from=duration(h.get("ask-from", "PT0M")),
        check_in_within=duration(h.get("check-in-within", "PT0M")),
        clear_of=tuple(h.get("clear-of", ())),
        training=_points(h.get("training", ())),
        warnings=_points(h.get("warnings", ())),
    )


def _points(found: Iterable[dict[str, Any]]) -> tuple[Point, ...]:
    return tuple(Point(p["id"], p["says"], basis(p["basis"])) for p in found)


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
