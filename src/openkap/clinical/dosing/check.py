"""Check a proposed dose. Every finding says what, why, and what would change it; unknown holds, it never passes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.dosing.product import Course, DosedBy, DoseRange, Product
from openkap.clinical.sources import Basis, Verification, strongest
from openkap.clinical.values import Known, Truth, Unknown

A_DAY = timedelta(days=1)


class Level(StrEnum):
    """What a finding does, strongest first."""

    REFUSED = "refused"  # cannot be entered: a slip of the hand
    HOLD = "hold"  # a prescriber may release it with a reason
    WARN = "warn"  # shown, and answered with a reason
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about a dose."""

    id: str
    level: Level
    because: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """A measured weight in kilograms."""

    kg: Decimal
    measured_at: datetime


@dataclass(frozen=True, slots=True)
class ProposedDose:
    """What a prescriber means to order, and what is known of the person. Nothing here has a default of *fine*."""

    amount_mg: Decimal
    jurisdiction: str
    age_years: int
    stage: Course
    weight: Known[Weight] | Unknown
    height_cm: Known[Decimal] | Unknown
    previous_mg: Known[Decimal] | Unknown  # what the last session gave, not what was ordered for it
    facts: tuple[tuple[str, Truth], ...] = ()
    variant: str = ""
    days_since: tuple[int, ...] = ()  # how many days before this one each earlier dose of the product was given


@dataclass(frozen=True, slots=True)
class DoseCheck:
    """All findings, strongest first, and the dose per kilogram when the weight is known."""

    findings: tuple[Finding, ...]
    mg_per_kg: Known[Decimal] | Unknown

    @property
    def refused(self) -> bool:
        """Whether it cannot be entered at all."""
        return any(f.level is Level.REFUSED for f in self.findings)

    @property
    def held(self) -> bool:
        """Whether a prescriber must release it, or mend it."""
        return any(f.level in {Level.REFUSED, Level.HOLD} for f in self.findings)


def check_dose(product: Product, dose: ProposedDose, now: datetime) -> DoseCheck:
    """Every finding about this dose of this product. Amounts of another route mean nothing here and are not used."""
    per_kg = _per_kg(dose)
    found = [
        *_bounds(product, dose, per_kg),
        *_range(product, dose, per_kg),
        *_ceiling(product, dose, per_kg),
        *_weight(product, dose, now),
        *_change(product, dose),
        *_facts(product, dose),
        *_frequency(product, dose),
        *(Finding(n.id, Level(n.level), n.says, n.basis) for n in product.notices),
    ]
    return DoseCheck(tuple(sorted(found, key=lambda f: list(Level).index(f.level))), per_kg)


def ranges_for(
    product: Product, jurisdiction: str, age_years: int, stage: Course, variant: str = ""
) -> tuple[DoseRange, ...]:
    """The ranges of a place, stage and variant for the nearest age group below."""
    own = [r for r in product.ranges if r.variant == variant]
    fitting = [r for r in own if jurisdiction in r.jurisdictions and stage in r.stages]
    reached = [r for r in fitting if r.covers(age_years)]
    return tuple(r for r in reached if r.age_from == max(one.age_from for one in reached))


def _per_kg(dose: ProposedDose) -> Known[Decimal] | Unknown:
    if isinstance(dose.weight, Unknown):
        return dose.weight
    return Known((dose.amount_mg / dose.weight.value.kg).quantize(Decimal("0.001")))


def _bounds(product: Product, dose: ProposedDose, per_kg: Known[Decimal] | Unknown) -> Iterable[Finding]:
    low, high = product.bounds.mg
    basis = product.bounds.basis
    if not low <= dose.amount_mg <= high:
        words = f"{dose.amount_mg} mg cannot be entered for {product.name}: {low} to {high} mg can. Read it again."
        yield Finding("entry-bounds", Level.REFUSED, words, basis)
    most = product.bounds.mg_per_kg
    if most is not None and isinstance(per_kg, Known) and per_kg.value > most:
        words = f"{per_kg.value} mg/kg cannot be entered: above {most} mg/kg it is an anaesthetic dose. Read it again."
        yield Finding("anaesthetic-dose", Level.REFUSED, words, basis)
    if product.device_mg is not None and dose.amount_mg % product.device_mg:
        words = f"{dose.amount_mg} mg is no whole number of {product.device_mg} mg devices."
        yield Finding("whole-devices", Level.REFUSED, words, basis)


def _range(product: Product, dose: ProposedDose, per_kg: Known[Decimal] | Unknown) -> Iterable[Finding]:
    if dose.age_years < product.minimum_age:
        words = f"{product.name} is not given under {product.minimum_age} years."
        yield Finding("under-age", Level.HOLD, words, product.age_basis)
    ranges = ranges_for(product, dose.jurisdiction, dose.age_years, dose.stage, dose.variant)
    if not ranges:
        variant = f", {dose.variant}" if dose.variant else ""
        words = f"No range is known for {dose.jurisdiction}, {dose.age_years} years, {dose.stage.value}{variant}."
        yield Finding("no-range", Level.HOLD, words, product.bounds.basis)
        return
    usual = ranges[0]
    if strongest(usual.basis) is Verification.UNVERIFIED:
        words = "The range here rests on no source that was read: a prescriber decides, and says why."
        yield Finding("range-unverified", Level.HOLD, words, usual.basis)
    if usual.doses_mg and dose.amount_mg not in usual.doses_mg:
        listed = " or ".join(f"{d} mg" for d in usual.doses_mg)
        words = f"{dose.amount_mg} mg is outside the range here, {listed} ({dose.stage.value})."
        yield Finding("outside-range", Level.HOLD, words, usual.basis)
    if usual.mg_per_kg and isinstance(per_kg, Known) and not usual.mg_per_kg[0] <= per_kg.value <= usual.mg_per_kg[1]:
        low, high = usual.mg_per_kg
        words = f"{per_kg.value} mg/kg is outside the reported range, {low} to {high} mg/kg."
        yield Finding("outside-range", Level.HOLD, words, usual.basis)
    if usual.mg and not usual.mg[0] <= dose.amount_mg <= usual.mg[1]:
        words = f"{dose.amount_mg} mg is outside the reported range, {usual.mg[0]} to {usual.mg[1]} mg."
        yield Finding("outside-range", Level.HOLD, words, usual.basis)


def _ceiling(product: Product, dose: ProposedDose, per_kg: Known[Decimal] | Unknown) -> Iterable[Finding]:
    ceiling = product.ceiling
    value = dose.amount_mg if ceiling.unit == "mg" else per_kg.value if isinstance(per_kg, Known) else None
    if value is None:
        return
    if value > ceiling.stop:
        words = f"{value} {ceiling.unit} is above the ceiling of {ceiling.stop} {ceiling.unit}."
        yield Finding("above-ceiling", Level.HOLD, words, ceiling.basis)


def _weight(product: Product, dose: ProposedDose, now: datetime) -> Iterable[Finding]:
    rule = product.weight
    if rule is None or product.dosed_by is not DosedBy.WEIGHT:
        return
    if isinstance(dose.weight, Unknown):
        yield Finding("weight-unknown", Level.HOLD, "The weight is not known. Weigh the person.", rule.basis)
        return
    weight = dose.weight.value
    age = now - weight.measured_at
    if age > rule.max_age:
        words = f"The weight is {age.days} days old; at most {rule.max_age.days}. Weigh the person again."
        yield Finding("weight-stale", Level.HOLD, words, rule.basis)
    elif age <= -A_DAY:  # a weight of this morning may bear a later hour
        words = "The weight bears a day that has not come. Mend its date, or weigh the person again."
        yield Finding("weight-ahead", Level.HOLD, words, rule.basis)
    if isinstance(dose.height_cm, Known):
        metres = dose.height_cm.value / 100
        index = weight.kg / (metres * metres)
        if index >= rule.consider_ideal_from_bmi:
            words = (
                f"The body mass index is {index:.1f} kg/m²: consider ideal body weight. The dose is on actual weight."
            )
            yield Finding("consider-ideal-weight", Level.NOTE, words, rule.basis)


def _change(product: Product, dose: ProposedDose) -> Iterable[Finding]:
    if isinstance(dose.previous_mg, Unknown):
        if dose.stage is not Course.FIRST:
            words = "The last dose is not known. Find it, or say why it is not known."
            yield Finding("previous-unknown", Level.HOLD, words, product.rise_basis)
        return
    last = dose.previous_mg.value
    if last > 0 and (dose.amount_mg - last) * 100 / last > product.max_rise_percent:
        most = product.max_rise_percent
        words = f"{last} mg was given last time, {dose.amount_mg} mg now: more than {most} % more. Say why."
        yield Finding("steep-rise", Level.WARN, words, product.rise_basis)


def _facts(product: Product, dose: ProposedDose) -> Iterable[Finding]:
    known = dict(dose.facts)
    for fact in product.order_facts:
        if fact.jurisdictions and dose.jurisdiction not in fact.jurisdictions:
            continue
        truth = known.get(fact.code, Truth.UNKNOWN)
        if truth is not Truth.TRUE:
            word = "is not so" if truth is Truth.FALSE else "is not known"
            yield Finding(fact.code, Level.HOLD, f"{fact.display}: this {word}.", fact.basis)


def _frequency(product: Product, dose: ProposedDose) -> Iterable[Finding]:
    if 0 in dose.days_since:
        words = "A dose was given on this very day already. A second one is another session's, on another day."
        yield Finding("same-day", Level.HOLD, words, product.bounds.basis)
    most = product.frequency
    if most is None:
        return
    recent = sum(1 for days in dose.days_since if 0 <= days < most.in_days)
    if recent >= most.times:
        words = f"{recent} doses in the {most.in_days} days up to this one already. {most.says}"
        yield Finding("too-often", Level.HOLD, words, most.basis)
