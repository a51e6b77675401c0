"""A dose for one person: what is known of them, the amount it comes to, and what the product's rules say about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from openkap.clinical.dosing.check import DoseCheck, Level, ProposedDose, Weight, check_dose
from openkap.clinical.dosing.product import Course as Stage
from openkap.clinical.dosing.product import Product
from openkap.clinical.facts import Fact
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content.rulebook import vocabulary
from openkap.records.accounts.limits import product_here
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.carried import DOSE, session_doses
from openkap.records.patients.models import Patient
from openkap.records.patients.selectors import facts_of_codes
from openkap.records.treatment.models import Order, OrderEventKind

STEP_MG = Decimal(1)
ABSENT = Unknown(Missing.ABSENT)


@dataclass(frozen=True, slots=True)
class PreviousDose:
    """The last session with this product: what was given in all, on which day, and what the order had said."""

    given_mg: Known[Decimal] | Unknown
    on: date | None  # None before the first dose here
    ordered_mg: Decimal | None  # None where no order of that day is on record


@dataclass(frozen=True, slots=True)
class DoseFor:
    """A dose as it comes out for this person: milligrams, the weight it rests on, and the check by the product here."""

    product: Product
    amount_mg: Decimal
    weight: Known[Weight] | Unknown
    previous: PreviousDose
    check: DoseCheck

    @property
    def asks_reason(self) -> bool:
        """Whether something was found that a prescriber answers with a reason."""
        return any(f.level in {Level.HOLD, Level.WARN} for f in self.check.findings)


def dose_for(
    patient: Patient, product: Product, value: Decimal, unit: str, now: datetime, *, variant: str,
    for_on: date | None = None,
) -> DoseFor:  # fmt: skip
    """Work out and check a dose in ``mg`` or ``mg/kg`` for a variant of the product (of the protocol; empty: as usual).

    With ``for_on``, its day, it is also held against how often the product may be given.

    Milligrams from a weight are rounded down to a whole one. The site's stricter numbers are those that count.
    """
    product = product_here(patient.site_id, product)
    codes = ("body-weight", "body-height", DOSE, *(f.code for f in product.order_facts))
    known = facts_of_codes(patient.id, codes, now)
    facts = {f.code: f for f in known}
    weight = _weight(facts)
    amount = _amount(value, unit, weight)
    previous = previous_dose(patient, product.pin.id, known)
    proposed = ProposedDose(
        amount_mg=amount,
        jurisdiction=patient.site.jurisdiction,
        age_years=age_on(patient.born_on, now.astimezone(ZoneInfo(patient.site.zone)).date()),
        stage=Stage.FIRST if previous.on is None else Stage.INDUCTION,
        weight=weight,
        height_cm=_measured(facts, "body-height", "cm"),
        previous_mg=previous.given_mg,
        facts=tuple((f.code, _stated(facts.get(f.code), now)) for f in product.order_facts),
        variant=variant,
        days_since=_days_since(patient, product, known, for_on),
    )
    return DoseFor(product, amount, weight, previous, check_dose(product, proposed, now))


def _days_since(patient: Patient, product: Product, known: Iterable[Fact], for_on: date | None) -> tuple[int, ...]:
    """How many days before ``for_on`` each earlier session gave the product; empty while no day is meant."""
    if for_on is None:
        return ()
    zone = ZoneInfo(patient.site.zone)
    days = (dose.at.astimezone(zone).date() for dose in session_doses(known, product.pin.id))
    return tuple((for_on - day).days for day in days)


def previous_dose(patient: Patient, product_id: str, known: Iterable[Fact]) -> PreviousDose:
    """What the last session gave, and what was ordered for it; absent before the first one."""
    sessions = session_doses(known, product_id)
    if not sessions:
        return PreviousDose(ABSENT, None, None)
    last = sessions[-1]
    day = last.at.astimezone(ZoneInfo(patient.site.zone)).date()
    orders = Order.objects.filter(patient=patient, product__id=product_id, for_on=day, events__kind=OrderEventKind.GO)
    ordered = orders.order_by("-signed_at").values_list("dose_mg", flat=True).first()
    given = Unknown(Missing.WRONG_UNIT) if last.given_mg is None else Known(last.given_mg)
    return PreviousDose(given, day, ordered)


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


def _stated(fact: Fact | None, now: datetime) -> Truth:
    """What a named person said, as long as the fact's own age limit lets it stand."""
    if fact is None or not fact.asserted_by or not isinstance(fact.value, bool):
        return Truth.UNKNOWN
    definition = vocabulary().definitions.get(fact.code)
    limit = definition.max_age if definition else None
    if limit is not None and now - fact.at > limit:
        return Truth.UNKNOWN
    return Truth.TRUE if fact.value else Truth.FALSE
