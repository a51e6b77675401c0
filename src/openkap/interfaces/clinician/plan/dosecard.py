"""The dose of a plan as the page draws it: the amount for this person, range and ceiling on a bar, what was found."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.dosing.check import Finding, Weight, ranges_for
from openkap.clinical.dosing.product import Course, DoseRange, Product
from openkap.clinical.sources import Verification, strongest
from openkap.clinical.values import Known
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.interfaces.components.expecting import Expectation, expected_of
from openkap.records.audit.refusals import RefusedError
from openkap.records.treatment.doses import DoseFor, PreviousDose, age_on, dose_for

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.treatment.models import Plan

BAR = 200  # how many units wide the bar is drawn


@dataclass(frozen=True, slots=True)
class RangeBar:
    """Places on a bar from zero to past the ceiling, in its own units, and the words beside it."""

    low: int
    high: int
    value: int
    ceiling: int
    words: str


@dataclass(frozen=True, slots=True)
class DoseCard:
    """What the plan page says about the dose. ``because`` is set when it cannot be worked out."""

    product: str
    label: str
    route: str
    dose: Decimal
    unit: str
    dose_mg: Decimal | None
    weight_kg: Decimal | None
    weighed_at: datetime | None
    previous: PreviousDose | None
    bar: RangeBar | None
    ceiling: str
    ceiling_standing: Verification
    findings: tuple[Finding, ...]
    because: str = ""
    expected: Expectation | None = None


def dose_card(plan: "Plan", patient: "Patient", now: datetime) -> DoseCard | None:
    """The card; None for a plan without ketamine."""
    if plan.product is None or plan.dose_value is None:
        return None
    variant: str = catalogue.entry("protocols", plan.protocol["id"], plan.protocol["version"]).value.variant
    because, found = "", None
    product: Product = catalogue.entry("products", plan.product["id"], plan.product["version"]).value
    try:
        product = catalogue.entry("products", plan.product["id"]).value
        found = dose_for(patient, product, plan.dose_value, plan.dose_unit, now, variant=variant)
        product = found.product
    except (RefusedError, ContentError) as refusal:
        because = str(refusal)
    weight = found.weight.value if found and isinstance(found.weight, Known) else None
    return DoseCard(
        product=product.name,
        label=product.label,
        route=product.route,
        dose=plan.dose_value,
        unit=plan.dose_unit,
        dose_mg=found.amount_mg if found else None,
        weight_kg=weight.kg if weight else None,
        weighed_at=weight.measured_at if weight else None,
        previous=found.previous if found else None,
        bar=_bar(_usual(product, patient, variant, now), product, plan, found),
        ceiling=f"{product.ceiling.stop} {product.ceiling.unit}",
        ceiling_standing=strongest(product.ceiling.basis),
        findings=found.check.findings if found else (),
        because=because,
        expected=_expected(product, found, weight),
    )


def _expected(product: Product, found: DoseFor | None, weight: Weight | None) -> Expectation | None:
    if found is None:
        return None
    return expected_of(product.pin.id, float(found.amount_mg), float(weight.kg) if weight else None)


def _usual(product: Product, patient: "Patient", variant: str, now: datetime) -> DoseRange | None:
    """The range that this person's dose is held against; none where nothing is known for the place."""
    age = age_on(patient.born_on, timezone.localdate(now))
    ranges = ranges_for(product, patient.site.jurisdiction, age, Course.INDUCTION, variant)
    return ranges[0] if ranges else None


def _bar(usual: DoseRange | None, product: Product, plan: "Plan", found: DoseFor | None) -> RangeBar | None:
    value = _in_unit(product.ceiling.unit, plan, found)
    if usual is None or value is None or usual.unit != product.ceiling.unit:
        return None
    low, high = usual.span
    end = max(product.ceiling.stop, value) * Decimal("1.1")
    low_at, high_at, value_at, ceiling_at = (int(BAR * n / end) for n in (low, high, value, product.ceiling.stop))
    words = f"{value.normalize():f} {product.ceiling.unit}; usual here {low} to {high}, ceiling {product.ceiling.stop}"
    return RangeBar(low_at, high_at, value_at, ceiling_at, words)


def _in_unit(unit: str, plan: "Plan", found: DoseFor | None) -> Decimal | None:
    if plan.dose_unit == unit:
        return plan.dose_value
    if found is None:
        return None
    if unit == "mg":
        return found.amount_mg
    return found.check.mg_per_kg.value if isinstance(found.check.mg_per_kg, Known) else None
