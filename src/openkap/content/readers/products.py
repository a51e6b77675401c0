"""Products: route, ranges, ceilings. A file's examples are proposed doses and what must be found about each."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from openkap.clinical.dosing.check import ProposedDose, Weight, check_dose
from openkap.clinical.dosing.product import (
    Ceiling,
    Course,
    DosedBy,
    DoseRange,
    EntryBounds,
    Frequency,
    Notice,
    OrderFact,
    Practice,
    Product,
    ScreenedAs,
    Variant,
    WeightRule,
)
from openkap.clinical.sources import Pin
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, duration

EXAMPLE_NOW = datetime(2026, 1, 31, tzinfo=UTC)
ABSENT = Unknown(Missing.ABSENT)


def read(document: dict[str, Any], pin: Pin) -> Product:
    """A product as the core knows it."""
    device, ceiling = document.get("device"), document["ceiling"]
    return Product(
        pin=pin,
        name=document["name"],
        ingredient=document["ingredient"],
        route=document["route"],
        dosed_by=DosedBy(document["dosed-by"]),
        label=document["label"],
        minimum_age=document["minimum-age"]["years"],
        age_basis=basis(document["minimum-age"]["basis"]),
        ranges=tuple(_range(r) for r in document["ranges"]),
        ceiling=Ceiling(ceiling["unit"], _number(ceiling["stop"]), basis(ceiling["basis"])),
        bounds=_bounds(document["entry-bounds"]),
        max_rise_percent=_number(document["change"]["most-rise-percent"]),
        rise_basis=basis(document["change"]["basis"]),
        order_facts=tuple(_order_fact(f) for f in document["order-facts"]),
        monitoring=document["monitoring"],
        weight=_weight(document["weight"]) if "weight" in document else None,
        device_mg=_number(device["mg"]) if device else None,
        between_devices=duration(device["between"]) if device else None,
        over_min=_number(document["over"]["minutes"]) if "over" in document else None,
        variants=tuple(
            Variant(v["id"], v["title"], v["says"], basis(v["basis"])) for v in document.get("variants", ())
        ),
        notices=tuple(Notice(n["id"], n["level"], n["says"], basis(n["basis"])) for n in document.get("notices", ())),
        practice=tuple(
            Practice(p["id"], p["title"], p["says"], basis(p["basis"])) for p in document.get("practice", ())
        ),
        frequency=_frequency(document["frequency"]) if "frequency" in document else None,
        screened_as=_screened_as(document["screened-as"]) if "screened-as" in document else None,
    )


def check(entry: Entry) -> Iterable[str]:
    """Faults between the parts of a file, and examples that come out otherwise."""
    product: Product = entry.value
    if product.dosed_by is DosedBy.DEVICES and product.device_mg is None:
        yield "It is dosed by devices and says nothing of the device. Add 'device'."
    if product.dosed_by is DosedBy.WEIGHT and product.weight is None:
        yield "It is dosed by weight and has no rule for the weight. Add 'weight'."
    named, known = {r.variant for r in product.ranges} - {""}, {v.id for v in product.variants}
    yield from (f"There is no variant {name!r}." for name in sorted(named - known))
    yield from (f"The variant {name!r} has no range." for name in sorted(known - named))
    yield from (f"The range {r.span} is upside down." for r in product.ranges if r.span[0] > r.span[1])
    for example in entry.document.get("examples", ()):
        found = {f.id: f.level.value for f in check_dose(product, _proposed(example["dose"]), EXAMPLE_NOW).findings}
        if found != example["expect"]:
            yield f"Example {example['name']!r}: expected {example['expect']}, got {found}."


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _maybe(document: dict[str, Any], key: str) -> Decimal | None:
    return _number(document[key]) if key in document else None


def _pair(values: list[Any]) -> tuple[Decimal, Decimal]:
    return _number(values[0]), _number(values[1])


def _range(r: dict[str, Any]) -> DoseRange:
    return DoseRange(
        tuple(r["jurisdictions"]),
        r["age-from"],
        tuple(Course(s) for s in r["stages"]),
        basis(r["basis"]),
        tuple(_number(d) for d in r.get("doses-mg", ())),
        _pair(r["mg-per-kg"]) if "mg-per-kg" in r else None,
        _pair(r["mg"]) if "mg" in r else None,
        r.get("variant", ""),
        r.get("age-below"),
    )


def _order_fact(f: dict[str, Any]) -> OrderFact:
    return OrderFact(f["code"], f["display"], basis(f["basis"]), tuple(f.get("jurisdictions", ())))


def _frequency(f: dict[str, Any]) -> Frequency:
    return Frequency(f["times"], f["in-days"], f["says"], basis(f["basis"]))


def _screened_as(s: dict[str, Any]) -> ScreenedAs:
    return ScreenedAs(s["product"], s["same-label"], basis(s["basis"]))


def _bounds(b: dict[str, Any]) -> EntryBounds:
    return EntryBounds(_pair(b["mg"]), basis(b["basis"]), _maybe(b, "mg-per-kg"))


def _weight(w: dict[str, Any]) -> WeightRule:
    return WeightRule(duration(w["max-age"]), _number(w["consider-ideal-from-bmi"]), basis(w["basis"]))


def _proposed(dose: dict[str, Any]) -> ProposedDose:
    measured_at = EXAMPLE_NOW - timedelta(days=dose.get("weight-days", 0))
    weight, height, previous = _maybe(dose, "weight-kg"), _maybe(dose, "height-cm"), _maybe(dose, "previous-mg")
    facts = dose.get("facts", {})
    return ProposedDose(
        amount_mg=_number(dose["amount-mg"]),
        jurisdiction=dose["jurisdiction"],
        age_years=dose["age-years"],
        stage=Course(dose["stage"]),
        weight=ABSENT if weight is None else Known(Weight(weight, measured_at)),
        height_cm=ABSENT if height is None else Known(height),
        previous_mg=ABSENT if previous is None else Known(previous),
        facts=tuple((code, Truth.TRUE if so else Truth.FALSE) for code, so in facts.items()),
        variant=dose.get("variant", ""),
    )
