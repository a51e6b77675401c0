"""The dose rules of a product as actions: each range with its place, age and stage; bounds, frequency, what it needs.

A range is also an ActivityDefinition inside the resource, with its amounts as quantities of UCUM. Nothing here orders
anything: a prescriber signs each dose, and a site may be stricter.
"""

from collections.abc import Iterator
from decimal import Decimal

from openkap.clinical.dosing.product import DosedBy, DoseRange, Product
from openkap.clinical.sources import Basis
from openkap.gateways.knowledge.common import DRAFT, Node, artifacts, concept, places

UCUM = "http://unitsofmeasure.org"
GIVES = {
    DosedBy.DEVICES: "whole devices of the same strength",
    DosedBy.WEIGHT: "milligrams per kilogram of actual weight",
    DosedBy.AMOUNT: "milligrams, whatever the weight",
}


def activities(product: Product) -> list[Node]:
    """Each range as an ActivityDefinition, to stand inside the product's PlanDefinition."""
    return [_activity(product, number, found) for number, found in enumerate(product.ranges, start=1)]


def rules(product: Product) -> Node:
    """One action that holds every dose rule, each with its own sources."""
    return {
        "id": "dose-rules",
        "title": "Dose rules",
        "description": f"A dose is written in {GIVES[product.dosed_by]}. A prescriber orders each dose.",
        "action": [*_ranges(product), *_limits(product), *_said(product)],
    }


def _ranges(product: Product) -> Iterator[Node]:
    for number, found in enumerate(product.ranges, start=1):
        amounts = found.doses_mg or found.span
        joined = " or ".join(map(_plain, amounts)) if found.doses_mg else " to ".join(map(_plain, amounts))
        where = f"{', '.join(found.jurisdictions)}; {found.ages}; {', '.join(found.stages)}"
        words = f"{joined} {found.unit} ({where})"
        yield {**_rule(_title(product, found), words, found.basis), "definitionCanonical": f"#{_name(number)}"}


def _limits(product: Product) -> Iterator[Node]:
    ceiling, bounds = product.ceiling, product.bounds
    low, high = map(_plain, bounds.mg)
    per_kg = f", and above {_plain(bounds.mg_per_kg)} mg/kg" if bounds.mg_per_kg else ""
    yield _rule("Youngest", f"From {product.minimum_age} years.", product.age_basis)
    yield _rule("Ceiling", f"Above {_plain(ceiling.stop)} {ceiling.unit} the order is held.", ceiling.basis)
    yield _rule("Entry", f"Below {low} mg or above {high} mg{per_kg} an entry is refused as a slip.", bounds.basis)
    rise = f"A dose more than {_plain(product.max_rise_percent)} % above the last one gives a warning."
    yield _rule("Rise", rise, product.rise_basis)
    if product.frequency is not None:
        yield _rule("Frequency", product.frequency.says, product.frequency.basis)
    if product.weight is not None:
        days = product.weight.max_age.days
        yield _rule("Weight", f"A weight older than {days} days is not known.", product.weight.basis)


def _said(product: Product) -> Iterator[Node]:
    for fact in product.order_facts:
        words = f"An order rests on this; unknown holds it: {fact.display}."
        yield {**_rule("Needed for an order", words, fact.basis), **_codes(fact.jurisdictions)}
    for notice in product.notices:
        yield {**_rule("Notice", notice.says, notice.basis), "code": [concept(notice.level)]}
    for point in product.practice:
        yield _rule(point.title, point.says, point.basis)


def _codes(limited_to: tuple[str, ...]) -> Node:
    found = places(limited_to).get("jurisdiction")
    return {"code": found} if found else {}


def _rule(title: str, words: str, basis: tuple[Basis, ...]) -> Node:
    return {"title": title, "textEquivalent": words, "documentation": artifacts(basis)}


def _title(product: Product, found: DoseRange) -> str:
    names = {variant.id: variant.title for variant in product.variants}
    return f"Range: {names[found.variant]}" if found.variant else "Usual range"


def _name(number: int) -> str:
    return f"range-{number}"


def _activity(product: Product, number: int, found: DoseRange) -> Node:
    low, high = found.span
    amount = {"doseRange": {"low": _quantity(low, found.unit), "high": _quantity(high, found.unit)}}
    listed = f"One of {', '.join(map(_plain, found.doses_mg))} mg." if found.doses_mg else "Within the range."
    return {
        "resourceType": "ActivityDefinition",
        "id": _name(number),
        "status": DRAFT,
        "title": _title(product, found),
        "kind": "MedicationRequest",
        "productCodeableConcept": concept(product.name),
        "dosage": [{"text": listed, "route": concept(product.route), "doseAndRate": [amount]}],
        **places(found.jurisdictions),
    }


def _quantity(value: Decimal, unit: str) -> Node:
    return {"value": float(value), "unit": unit, "system": UCUM, "code": unit}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
