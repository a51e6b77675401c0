"""A dose for one person: what is known of them, the amount it comes to, and what the product's rules say about it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from django.db.models.functions import TruncDate

from openkap.clinical.dosing.check import DoseCheck, Level, ProposedDose, Weight, check_dose
from openkap.clinical.dosing.product import Course as Stage
from openkap.clinical.dosing.product import Product
from openkap.clinical.facts import Fact
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.models import Patient
from openkap.records.patients.selectors import EFFECT, fact_rows, facts_of_codes
from openkap.records.treatment.models import Order, OrderEventKind

STEP_MG = Decimal(1)
ABSENT = Unknown(Missing.ABSENT)


@dataclass(frozen=True, slots=True)
class DoseFor:
    """A dose as it comes out for this person: milligrams, the weight it rests on, and the check."""

    amount_mg: Decimal
    weight: Known[Weight] | Unknown
    previous_mg: Known[Decimal] | Unknown
    check: DoseCheck

    @property
    def asks_reason(self) -> bool:
        """Whether something was found that a prescriber answers with a reason."""
        return any(f.level in {Level.HOLD, Level.WARN} for f in self.check.findings)


def dose_for(patient: Patient, product: Product, value: Decimal, unit: str, now: datetime) -> DoseFor:
    """Work out and check a dose in ``mg`` or ``mg/kg``. Milligrams from a weight are rounded down to a whole one."""
    codes = ("body-weight", "body-height", *(f.code for f in product.order_facts))
    facts = {f.code: f for f in facts_of_codes(patient.id, codes, now)}
    weight = _weight(facts)
    amount = _amount(value, unit, weight)
    previous = previous_dose(patient, product.pin.id, now)
    proposed = ProposedDose(
        amount_mg=amount,
        jurisdiction=patient.site.jurisdiction,
        age_years=age_on(patient.born_on, now.astimezone(ZoneInfo(patient.site.zone)).date()),
        stage=Stage.INDUCTION if isinstance(previous, Known) else Stage.FIRST,
        weight=weight,
        height_cm=_measured(facts, "body-height", "cm"),
        previous_mg=previous,
        facts=tuple((f.code, _stated(facts, f.code)) for f in product.order_facts),
    )
    return DoseFor(amount, weight, previous, check_dose(product, proposed, now))


def previous_dose(patient: Patient, product_id: str, now: datetime) -> Known[Decimal] | Unknown:
    """What the last order was for whose day saw a dose; absent before the first one."""
    begun = fact_rows(patient.id, now).filter(code=EFFECT, value=True).order_by()
    days = begun.annotate(day=TruncDate("effective_at", tzinfo=ZoneInfo(patient.site.zone))).values("day")
    orders = Order.objects.filter(patient=patient, product__id=product_id, for_on__in=days)
    order = orders.filter(events__kind=OrderEventKind.GO).order_by("-for_on", "-signed_at").first()
    return Known(order.dose_mg) if order else ABSENT


def age_on(born_on: date, day: date) -> int:
    """Whole years of age on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _amount(value: Decimal, unit: str, weight: Known[Weight] | Unknown) -> Decimal:
    if unit == "mg":
        return value
    if unit != "mg/kg":
        raise RefusedError("A dose is written in mg, or in mg/kg. Choose one.")
    if isinstance(weight, Unknown):
        raise RefusedError("The dose goes by weight, and no weight in kilograms is on record. Weigh the person first.")
    return (value * weight.value.kg).quantize(STEP_MG, ROUND_DOWN)


def _weight(facts: dict[str, Fact]) -> Known[Weight] | Unknown:
    """The last weight measured in kilograms; how old it may be is for the product to say."""
    kg = _measured(facts, "body-weight", "kg")
    return kg if isinstance(kg, Unknown) else Known(Weight(kg.value, facts["body-weight"].at))


def _measured(facts: dict[str, Fact], code: str, unit: str) -> Known[Decimal] | Unknown:
    fact = facts.get(code)
    if fact is None:
        return ABSENT
    if fact.unit != unit:
        return Unknown(Missing.WRONG_UNIT, fact.unit)
    return Known(fact.value) if isinstance(fact.value, Decimal) and fact.value > 0 else ABSENT


def _stated(facts: dict[str, Fact], code: str) -> Truth:
    fact = facts.get(code)
    if fact is None or not fact.asserted_by:
        return Truth.UNKNOWN
    if isinstance(fact.value, bool):
        return Truth.TRUE if fact.value else Truth.FALSE
    return Truth.UNKNOWN
