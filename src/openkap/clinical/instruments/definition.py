"""What an instrument is: items, score, bands, flags and rules of change. One content file becomes one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.instruments.rules import ChangeRule, Direction, FlagRule, Number
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Loinc

Wording = Mapping[str, str]  # language tag to the official wording in that language, never edited


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen: its value, its wording, its LOINC answer code, and what it counts in a score.

    ``points`` is None where the value itself counts. The wording of a skeleton is empty until a clinic loads its own.
    """

    value: int
    text: Wording
    code: str = ""
    points: int | None = None

    @property
    def worth(self) -> int:
        """What the answer counts in a score."""
        return self.value if self.points is None else self.points


@dataclass(frozen=True, slots=True)
class AskedWhen:
    """A question is put only when any of these items was answered with at least this value."""

    any_of: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question. An optional one may stay blank in a complete form; one without stem is a sentence of its own."""

    id: str
    text: Wording
    options: tuple[Option, ...]
    code: Loinc | None = None
    asked_when: AskedWhen | None = None
    optional: bool = False
    without_stem: bool = False
    number: bool = False  # a number is typed; otherwise one of the options is chosen

    @property
    def values(self) -> frozenset[int]:
        """The values that are answers to this question."""
        return frozenset(o.value for o in self.options)

    def label(self, value: int, language: str = "en") -> str:
        """The wording of an answer; the value where there is no wording."""
        return next(o.text.get(language, str(value)) for o in self.options if o.value == value)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scale that is not a sum: it holds when any of the items is at least this value."""

    level: int
    of: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Clause:
    """``count`` to ``count_at_most`` of these items must be at least ``at_least``; some items have their own.

    Where ``sum_at_least`` is given, the points of the items must reach it instead, and the counts mean nothing.
    """

    of: tuple[str, ...]
    at_least: int
    count: int
    count_at_most: int | None = None
    at_least_for: Mapping[str, int] = field(default_factory=dict)
    sum_at_least: int | None = None
    limits: tuple[tuple[str, int], ...] = field(init=False, compare=False)  # of each item, what it must reach

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", tuple((i, self.at_least_for.get(i, self.at_least)) for i in self.of))


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many scored items may be blank. Zero by default; above it, the sum is prorated, and marked so."""

    allow: int
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How the score is made: a method of the closed registry over these items, within ``low`` to ``high``.

    ``groups`` are items that stand for one another: the highest answer of a group counts, and a group is blank only
    when all of it is. ``table`` holds the score of each raw sum from ``raw_from`` on.
    """

    method: str
    of: tuple[str, ...]
    low: Number
    high: Number
    missing: MissingRule
    basis: tuple[Basis, ...]
    levels: tuple[Level, ...] = ()
    code: Loinc | None = None
    groups: tuple[tuple[str, ...], ...] = ()
    times: Number = 1
    maximum: int = 0
    table: tuple[Decimal, ...] = ()
    raw_from: int = 0

    @property
    def units(self) -> tuple[tuple[str, ...], ...]:
        """The items as they are scored: each group once, every other item alone."""
        grouped = {i for group in self.groups for i in group}
        return (*self.groups, *((i,) for i in self.of if i not in grouped))


@dataclass(frozen=True, slots=True)
class Subscore:
    """A part of the score, or a yes-or-no algorithm over the answers; never worked out from imputed answers."""

    id: str
    label: str
    method: str
    of: tuple[str, ...]
    basis: tuple[Basis, ...]
    clauses: tuple[Clause, ...] = ()
    at_least: int = 0
    maximum: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the score, both ends included."""

    name: str
    low: Number
    high: Number
    basis: tuple[Basis, ...]


class Text(StrEnum):
    """Where the wording of an instrument is."""

    SHIPPED = "shipped"  # anyone may reproduce it
    PACK = "pack"  # may be given on, not sold: a content pack with a licence of its own
    SKELETON = "skeleton"  # not here: a clinic loads the wording that it may use


class Rater(StrEnum):
    """Who answers the questions."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True)
class Rights:
    """Who owns the wording, and on what ground it stands here."""

    holder: str
    notice: str
    basis: tuple[Basis, ...]
    text: Text = Text.SHIPPED


@dataclass(frozen=True, slots=True)
class Instrument:
    """A whole instrument, as one content file defines it. ``direction`` is None where change is not measured."""

    pin: Pin
    title: str
    name: str
    rights: Rights
    recall: str
    stem: Wording
    items: tuple[Item, ...]
    score: Score
    bands: tuple[Band, ...]
    subscores: tuple[Subscore, ...] = ()
    flags: tuple[FlagRule, ...] = ()
    change: tuple[ChangeRule, ...] = ()
    direction: Direction | None = None
    instructions: Wording = field(default_factory=dict)
    code: Loinc | None = None
    rater: Rater = Rater.PATIENT
    by_id: Mapping[str, Item] = field(init=False, compare=False)
    values: Mapping[str, frozenset[int]] = field(init=False, compare=False)  # item id to the values that answer it
    recoded: Mapping[str, Mapping[int, int]] = field(init=False, compare=False)  # items whose answers count otherwise
    group_of: Mapping[str, tuple[str, ...]] = field(init=False, compare=False)  # items that stand for one another
    conditional: tuple[Item, ...] = field(init=False, compare=False)  # scored items that are not always put

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {item.id: item for item in self.items})
        object.__setattr__(self, "values", {item.id: item.values for item in self.items})
        recoded = [i for i in self.items if any(o.points is not None for o in i.options)]
        object.__setattr__(self, "recoded", {i.id: {o.value: o.worth for o in i.options} for i in recoded})
        conditional = tuple(i for i in self.items if i.asked_when and i.id in self.score.of)
        object.__setattr__(self, "conditional", conditional)
        object.__setattr__(self, "group_of", {i: group for group in self.score.groups for i in group})

    def item(self, id_: str) -> Item:
        """One item by its id."""
        return self.by_id[id_]

    def change_rule(self, id_: str) -> ChangeRule | None:
        """A rule of change by its id, if this instrument has one."""
        return next((rule for rule in self.change if rule.id == id_), None)

    @property
    def worded(self) -> bool:
        """Whether every question and every answer has a text, so that it can be put to somebody."""
        return all(item.text and all(option.text for option in item.options) for item in self.items)

    @property
    def compares(self) -> bool:
        """Whether an answer or the score is held against an earlier one."""
        return any(flag.rises for flag in self.flags)

    @property
    def can_alert(self) -> bool:
        """Whether an answer to this form can call a person."""
        return bool(self.flags)
