"""Facts as lines of a page: the value in plain print, when, from whom, and how old."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.clinical.facts import Fact, FactDefinition, FactKind
from openkap.content.rulebook import vocabulary
from openkap.interfaces.components.wording import NARROW, age_of_fact, day, quantity
from openkap.records.patients.factrows import fact_of

if TYPE_CHECKING:
    from openkap.records.patients.models import PatientFact

ANSWERS = {"denied": "No", "excluded": "No, by examination", "reviewed-none": "Reviewed, none"}
OTHER = "Measurements and laboratory"
MEDICINES = "Medicines and allergies"
BEHIND = 5  # earlier entries of a fact that are looked at here; its history page has them all
PRESSURE = ("systolic-blood-pressure", "diastolic-blood-pressure")
LATEST = ("heart-rate", "oxygen-saturation", "body-weight")  # what the overview names beside the pressure


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as a line; ``earlier`` are the entries before it, newest first."""

    id: UUID
    code: str
    name: str
    value: str
    when: str
    age: str
    source: str
    stale: bool
    weak: bool
    says_no: bool
    is_finding: bool
    earlier: "tuple[Line, ...]" = ()
    more: bool = False  # earlier ones were not read

    @property
    def before(self) -> str:
        """How many entries stand before it, in words; empty for none."""
        if self.more or len(self.earlier) > BEHIND:
            return "all earlier values"
        return f"{len(self.earlier)} earlier" if self.earlier else ""

    @property
    def told_differently(self) -> "Line | None":
        """The newest earlier entry that did not say no, where this one does: nobody should read past it."""
        return next((line for line in self.earlier if not line.says_no), None) if self.says_no else None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one topic: each stands in exactly one of ``shown``, ``absent`` and ``old``."""

    name: str
    lines: tuple[Line, ...]

    @property
    def shown(self) -> tuple[Line, ...]:
        """What stands open: findings, values of these days, and whatever was told differently before."""
        return tuple(line for line in self.lines if line not in self.absent and line not in self.old)

    @property
    def absent(self) -> tuple[Line, ...]:
        """What somebody asked, and is not there; the newest answer still counts and nothing disagrees with it."""
        return tuple(line for line in self.lines if line.says_no and not line.stale and not line.told_differently)

    @property
    def old(self) -> tuple[Line, ...]:
        """What is too old to count. A finding stays open whatever its age."""
        quiet = (line for line in self.lines if not line.is_finding and not line.told_differently)
        return tuple(line for line in quiet if line.stale)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says first: findings, medicines, the newest measurements, and what wants a look."""

    found: tuple[Line, ...]
    medicines: tuple[Line, ...]
    pressure: str
    latest: tuple[Line, ...]
    differs: tuple[Line, ...]
    old: int


def overview(groups: Sequence[Group]) -> Overview:
    """The first answer of the page, from all its topics."""
    lines = [line for group in groups for line in group.lines]
    newest = {line.code: line for line in lines if not line.stale}
    pair = [newest[code].value.split(NARROW)[0] for code in PRESSURE if code in newest]
    return Overview(
        tuple(line for line in lines if line.is_finding),
        tuple(line for group in groups if group.name == MEDICINES for line in group.lines),
        "/".join(pair) if len(pair) == len(PRESSURE) else "",
        tuple(newest[code] for code in LATEST if code in newest),
        tuple(line for line in lines if line.told_differently),
        sum(len(group.old) for group in groups),
    )


def said(fact: Fact) -> str:
    """The value of a fact in plain print."""
    if isinstance(fact.value, bool):
        if not fact.value:
            return ANSWERS.get(fact.status, "No")
        return f"{fact.display or 'Yes'}{f', {fact.status}' if fact.status else ''}"
    if isinstance(fact.value, Decimal):
        shown = fact.value if fact.value == fact.value.to_integral_value() else round(fact.value, 2)
        return quantity(Decimal(shown), fact.unit)
    if isinstance(fact.value, date):
        return day(fact.value)
    return f"{fact.value}{f', {fact.status}' if fact.status else ''}"


def told_by(fact: Fact) -> str:
    """From whom it is."""
    return fact.asserted_by or ("referral" if "/" in fact.source else fact.source)


def _value(fact: Fact, definition: FactDefinition | None) -> str:
    """The value beside its name: *Yes* where the source's words only say the name again."""
    words = said(fact)
    if definition is None:
        return words
    if definition.kind is FactKind.MEDICINE:
        return fact.status.capitalize() or "On record"
    if definition.kind is FactKind.CHOICE:
        return words[:1].upper() + words[1:]
    return "Yes" if fact.value is True and words == definition.display else words


def line_of(row: "PatientFact", now: datetime) -> Line:
    """One fact in plain print. A date, such as a birth, is its own *when*."""
    fact, definition = fact_of(row), vocabulary().definitions.get(row.code)
    max_age = definition.max_age if definition else None
    dated = not isinstance(fact.value, date)
    name = definition.display if definition else fact.code
    if definition is not None and definition.kind is FactKind.MEDICINE:
        name = str(fact.value)
    return Line(
        row.id, fact.code, name, _value(fact, definition), day(fact.at) if dated else "",
        age_of_fact(fact.at, now) if dated else "", told_by(fact),
        stale=max_age is not None and now - fact.at > max_age, weak=fact.identified.value == "unverified",
        says_no=fact.value is False,
        is_finding=fact.value is True and definition is not None and definition.kind is FactKind.CONDITION,
    )  # fmt: skip


def fact_groups(rows: Sequence["PatientFact"], newest_only: Collection[str], now: datetime) -> list[Group]:
    """Facts by topic: the newest of each (of medicines, of each by its words), and behind it what was there before.

    Of the codes in ``newest_only`` the earlier rows are not among these.
    """
    definitions = vocabulary().definitions
    found: dict[str, dict[tuple[str, str], list[Line]]] = {}
    for row in reversed(rows):
        definition = definitions.get(row.code)
        many = definition is not None and definition.kind in {FactKind.MEDICINE, FactKind.TEXT}
        topic = MEDICINES if many else (definition.group if definition else "") or OTHER
        lines = found.setdefault(topic, {}).setdefault((row.code, str(row.value) if many else ""), [])
        lines.append(line_of(row, now))
    return [
        Group(
            name,
            tuple(
                replace(newest, earlier=tuple(before), more=newest.code in newest_only)
                for newest, *before in lines.values()
            ),
        )
        for name, lines in found.items()
    ]
