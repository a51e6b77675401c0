"""Facts as lines of a page: the value in plain print, when, from whom, and how old."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.clinical.facts import Fact, FactKind
from openkap.content.rulebook import vocabulary
from openkap.interfaces.components.wording import age_of_fact, day, quantity
from openkap.records.patients.factrows import fact_of

if TYPE_CHECKING:
    from openkap.records.patients.models import PatientFact

ANSWERS = {"denied": "Denied", "excluded": "Excluded by examination", "reviewed-none": "Reviewed, none"}
OTHER = "Measurements and laboratory"
MEDICINES = "Medicines and allergies"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as a line; ``earlier``: more of its kind are known than are shown."""

    id: UUID
    name: str
    value: str
    when: str
    age: str
    source: str
    stale: bool
    weak: bool
    earlier: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one topic."""

    name: str
    lines: tuple[Line, ...]


def said(fact: Fact) -> str:
    """The value of a fact in plain print."""
    if isinstance(fact.value, bool):
        if not fact.value:
            return ANSWERS.get(fact.status, "No")
        return f"{fact.display or 'Present'}{f', {fact.status}' if fact.status else ''}"
    if isinstance(fact.value, Decimal):
        shown = fact.value if fact.value == fact.value.to_integral_value() else round(fact.value, 2)
        return quantity(Decimal(shown), fact.unit)
    if isinstance(fact.value, date):
        return day(fact.value)
    return f"{fact.value}{f', {fact.status}' if fact.status else ''}"


def told_by(fact: Fact) -> str:
    """From whom it is."""
    return fact.asserted_by or ("referral" if "/" in fact.source else fact.source)


def written_out() -> tuple[str, ...]:
    """Codes under which many different things stand, each by its text: medicines, allergies, doses."""
    kinds = {FactKind.MEDICINE, FactKind.TEXT}
    return tuple(d.code for d in vocabulary().definitions.values() if d.kind in kinds)


def fact_groups(rows: Sequence["PatientFact"], now: datetime, known: Mapping[str, int] | None = None) -> list[Group]:
    """Facts by topic, the last of ``rows`` first; ``known`` says how many there are of each code in all."""
    definitions, many = vocabulary().definitions, written_out()
    shown: dict[str, int] = Counter(row.code for row in rows)
    groups: dict[str, list[Line]] = {}
    for row in reversed(rows):
        fact, definition = fact_of(row), definitions.get(row.code)
        name = definition.display if definition else fact.code
        group = MEDICINES if row.code in many else (definition.group if definition else "") or OTHER
        max_age = definition.max_age if definition else None
        line = Line(
            row.id, name, said(fact), day(fact.at), age_of_fact(fact.at, now), told_by(fact),
            stale=max_age is not None and now - fact.at > max_age, weak=fact.identified.value == "unverified",
            earlier=known is not None and known[row.code] > shown[row.code],
        )  # fmt: skip
        groups.setdefault(group, []).append(line)
    return [Group(name, tuple(lines)) for name, lines in groups.items()]
