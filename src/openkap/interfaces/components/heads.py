"""Who a page is about: name, age, allergies, weight with its age; the same on every page of a person."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from openkap.clinical.eligibility.operators import years_between
from openkap.clinical.eligibility.standing import is_fresh
from openkap.clinical.facts import Fact
from openkap.content.rulebook import vocabulary
from openkap.interfaces.components.templatetags.words import age_of_fact, day, quantity
from openkap.records.patients import selectors

ALLERGY, WEIGHT = "allergy", "body-weight"


@dataclass(frozen=True, slots=True)
class HeadFact:
    """One fact of the head; ``unknown`` when nobody may go by it today."""

    label: str
    value: str
    note: str = ""
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class PatientHead:
    """What ``components/patient_header.html`` shows."""

    name: str
    subtitle: str
    facts: tuple[HeadFact, ...]
    similar_name: bool


def patient_head(patient: Any, now: datetime) -> PatientHead:
    """The head of a person's pages: two queries, whatever the length of their history."""
    known = selectors.head_facts(patient.id, (ALLERGY, WEIGHT), now)
    age = years_between(patient.born_on, timezone.localdate(now))
    words = [f"{age} years", patient.pronouns, f"born {day(patient.born_on)}"]
    if patient.deceased_at:
        words.append(f"died {day(patient.deceased_at)}")
    return PatientHead(
        name=patient.name,
        subtitle=" · ".join(w for w in words if w),
        facts=(_allergies(known, now), _weight(known, now)),
        similar_name=selectors.has_namesake(patient),
    )


def _allergies(known: list[Fact], now: datetime) -> HeadFact:
    """What is on record; that nothing is, is no answer."""
    found = [f for f in known if f.code == ALLERGY]
    if not found:
        return HeadFact("Allergies", "Unknown", "nothing on record", unknown=True)
    return HeadFact("Allergies", ", ".join(dict.fromkeys(str(f.value) for f in found))[:120],
                    age_of_fact(found[-1].at, now))  # fmt: skip


def _weight(known: list[Fact], now: datetime) -> HeadFact:
    found = [f for f in known if f.code == WEIGHT]
    if not found:
        return HeadFact("Weight", "Unknown", "never recorded", unknown=True)
    last, definition = found[-1], vocabulary().definitions[WEIGHT]
    shown = quantity(round(last.value, 1), last.unit) if isinstance(last.value, Decimal) else ""
    if not is_fresh(last, definition, now) or last.unit != definition.unit:
        return HeadFact("Weight", "Unknown", f"{shown}, {age_of_fact(last.at, now)}", unknown=True)
    return HeadFact("Weight", shown, age_of_fact(last.at, now))
