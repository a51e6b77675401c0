"""Facts as lines of a page: the value in plain print, when, from whom, and how old."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.clinical.facts import Fact, FactDefinition, FactKind
from openkap.content.rulebook import vocabulary
from openkap.interfaces.components.wording import age_of_fact, day, quantity
from openkap.records.patients.factrows import fact_of

if TYPE_CHECKING:
    from openkap.records.patients.models import PatientFact

ANSWERS = {"denied": "Denied", "excluded": "Excluded by examination", "reviewed-none": "Reviewed, none"}
OTHER = "Measurements and laboratory"
MEDICINES = "Medicines and allergies"
NAMED = 4  # findings that a folded topic names
LONGEST = 40  # characters of a medicine in it

BEHIND = 5  # earlier entries that stand folded on the page; the rest is behind a link


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as a line; ``earlier`` are the entries before it, newest first."""

    id: UUID
    name: str
    value: str
    when: str
    age: str
    source: str
    stale: bool
    weak: bool
    says_no: bool
    stands_out: str
    earlier: "tuple[Line, ...]" = ()

    @property
    def shown(self) -> "tuple[Line, ...]":
        """The newest of the earlier ones, which stand on the page."""
        return self.earlier[:BEHIND]

    @property
    def more(self) -> bool:
        """Whether there are more, behind a link."""
        return len(self.earlier) > BEHIND

    @property
    def was_told_differently(self) -> bool:
        """Whether the newest entry says no and an earlier one did not: nobody should read past it."""
        return self.says_no and any(not line.says_no for line in self.earlier)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one topic."""

    name: str
    lines: tuple[Line, ...]

    @property
    def summary(self) -> str:
        """What stands out while the topic is folded: findings, entries that disagree, and those too old to count."""
        found = [line.stands_out for line in self.lines if line.stands_out]
        differs = [line.name for line in self.lines if line.was_told_differently]
        old = sum(1 for line in self.lines if line.stale)
        words = [f"{len(self.lines)} entries" if len(self.lines) != 1 else "1 entry"]
        words += [", ".join(found[:NAMED]) + (f" and {len(found) - NAMED} more" if len(found) > NAMED else "")]
        words += [f"told differently before: {', '.join(differs)}"] if differs else []
        words += [f"{old} too old to count"] if old else []
        return "; ".join(w for w in words if w)


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


def _stands_out(fact: Fact, definition: FactDefinition | None) -> str:
    """What a folded topic names: a condition that is present, a medicine by its words; a measurement is not named."""
    if isinstance(fact.value, bool):
        return (definition.display if definition else fact.code) if fact.value else ""
    words = str(fact.value) if isinstance(fact.value, str) else ""
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def line_of(row: "PatientFact", now: datetime) -> Line:
    """One fact in plain print. A date, such as a birth, is its own *when*."""
    fact, definition = fact_of(row), vocabulary().definitions.get(row.code)
    max_age = definition.max_age if definition else None
    dated = not isinstance(fact.value, date)
    return Line(
        row.id, definition.display if definition else fact.code, said(fact), day(fact.at) if dated else "",
        age_of_fact(fact.at, now) if dated else "", told_by(fact),
        stale=max_age is not None and now - fact.at > max_age, weak=fact.identified.value == "unverified",
        says_no=fact.value is False, stands_out=_stands_out(fact, definition),
    )  # fmt: skip


def fact_groups(rows: Sequence["PatientFact"], now: datetime) -> list[Group]:
    """Facts by topic: the newest of each (of medicines, of each by its words), and behind it what was there before."""
    definitions = vocabulary().definitions
    found: dict[str, dict[tuple[str, str], list[Line]]] = {}
    for row in reversed(rows):
        definition = definitions.get(row.code)
        many = definition is not None and definition.kind in {FactKind.MEDICINE, FactKind.TEXT}
        topic = MEDICINES if many else (definition.group if definition else "") or OTHER
        lines = found.setdefault(topic, {}).setdefault((row.code, str(row.value) if many else ""), [])
        lines.append(line_of(row, now))
    return [
        Group(name, tuple(replace(newest, earlier=tuple(before)) for newest, *before in lines.values()))
        for name, lines in found.items()
    ]
