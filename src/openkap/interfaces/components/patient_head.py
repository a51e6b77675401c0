"""Who a page is about: the same facts in the same order everywhere, dated; unknown is said, never blank."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.facts import Fact
from openkap.content import catalogue
from openkap.content.rulebook import vocabulary
from openkap.interfaces.components.wording import age_words, day, quantity, short_day
from openkap.records.patients import selectors as patients
from openkap.records.patients.factrows import fact_of
from openkap.records.safety import selectors as safety
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.safety.models import SafetyAlert
    from openkap.records.treatment.models import Course, Plan

ALLERGY, NO_KETAMINE_ALLERGY, WEIGHT = "allergy", "ketamine-hypersensitivity", "body-weight"
BLADDER = "bladder-disease"
CODES = (ALLERGY, NO_KETAMINE_ALLERGY, WEIGHT, BLADDER)


@dataclass(frozen=True, slots=True)
class HeadFact:
    """One fact of the header: label, value, note (its date or age), and its state: unknown, alert, or none."""

    label: str
    value: str
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a page about a person."""

    name: str
    subtitle: str
    facts: tuple[HeadFact, ...]
    similar_name: bool


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _allergies(found: tuple[Fact, ...]) -> HeadFact:
    named = [f for f in found if f.code == ALLERGY and f.status not in {"resolved", "inactive"}]
    if named:
        words = ", ".join(dict.fromkeys(f.display or str(f.value) for f in named))
        return HeadFact("Allergies", words, short_day(named[-1].at))
    asked = [f for f in found if f.code == NO_KETAMINE_ALLERGY and f.asserted_by]
    if asked and asked[-1].value is False:
        return HeadFact("Allergies", "None to ketamine", f"asked {short_day(asked[-1].at)}")
    return HeadFact("Allergies", "Unknown", "not asked", "unknown")


def _weight(found: tuple[Fact, ...], today: date) -> HeadFact:
    weighed = [(f.value, f.unit, f.at) for f in found if f.code == WEIGHT and isinstance(f.value, Decimal)]
    if not weighed:
        return HeadFact("Weight", "Unknown", "not weighed", "unknown")
    value, unit, at = weighed[-1]
    words, on, longest = (
        quantity(round(value, 1), unit),
        timezone.localdate(at),
        vocabulary().definitions[WEIGHT].max_age,
    )
    if longest is not None and today - on > longest:
        return HeadFact("Weight", "Unknown", f"{words}, {age_words(on, today)}", "unknown")
    return HeadFact("Weight", words, age_words(on, today))


def _course(course: "Course | None", plan: "Plan | None", today: date) -> list[HeadFact]:
    if course is None:
        return [HeadFact("Course", "None yet")]
    rows = []
    if plan is not None and plan.product:
        product = catalogue.entry("products", plan.product["id"], plan.product["version"]).value
        dose = quantity(plan.dose_value, plan.dose_unit) if plan.dose_value is not None else "dose not decided"
        standing = product.label.split(" for ")[0].split(";")[0]
        rows.append(HeadFact("Product", f"{product.short}, {dose}", standing.lower()))
    passed = (today - course.started_on).days + 1
    return [*rows, HeadFact("Course", f"Day {passed}" if passed > 0 else f"From {short_day(course.started_on)}")]


@dataclass(frozen=True, slots=True)
class About:
    """What a page about a person looks up first: a few facts, the course and plan in force, unresolved risks."""

    facts: tuple[Fact, ...]
    course: "Course | None"
    plan: "Plan | None"
    risks: "tuple[SafetyAlert, ...]"


def about(
    patient: "Patient",
    now: datetime,
    also: tuple[str, ...] = (),
    standing: "tuple[Course | None, Plan | None] | None" = None,
) -> About:
    """Three queries, or four with ``also``: further facts that the page shows, of what is measured only the newest.

    A page that looked up the course and the plan in force already gives them as ``standing``.
    """
    found = (
        patients.facts_of_codes(patient.id, (*CODES, *also), now, newest=vocabulary().measured) if also
        else tuple(fact_of(row) for row in patients.newest_rows(patient.id, now, CODES, {WEIGHT}))
    )  # fmt: skip
    return About(found, *(standing or treatment.current(patient.id)), tuple(safety.unresolved_risk(patient.id)))


def room_head(patient: "Patient", facts: tuple[Fact, ...], now: datetime) -> tuple[str, tuple[HeadFact, ...]]:
    """The line under the name and the facts that the head of a dosing room shows."""
    today = timezone.localdate(now)
    parts = [f"{_age(patient.born_on, today)} years", patient.pronouns, f"born {day(patient.born_on)}"]
    return " · ".join(p for p in parts if p), (_allergies(facts), _weight(facts, today))


def head_of(patient: "Patient", known: About, now: datetime) -> Head:
    """The header of a page about this person."""
    today, risks = timezone.localdate(now), len(known.risks)
    open_ = f"{risks} alert{'s' if risks > 1 else ''} open" if risks else "No alert open"
    parts = [f"{_age(patient.born_on, today)} years", patient.pronouns, f"born {day(patient.born_on)}"]
    if patient.deceased_at:
        parts.append(f"died {day(patient.deceased_at)}")
    course = _course(known.course, known.plan, today)
    safe = HeadFact("Safety", open_, state="alert" if risks else "")
    facts = (_allergies(known.facts), _weight(known.facts, today), *course, safe)
    return Head(patient.name, " · ".join(p for p in parts if p), facts, patients.has_namesake(patient))
