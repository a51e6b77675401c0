"""What an instrument is: items, score, bands, flags and rules of change. One content file becomes one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Loinc

Wording = Mapping[str, str]  # language tag to the official wording in that language, never edited


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen: its value, its wording, and its LOINC answer code where there is one."""

    value: int
    text: Wording
    code: str = ""


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

    @property
    def values(self) -> frozenset[int]:
        """The values that are answers to this question."""
        return frozenset(o.value for o in self.options)

    def label(self, value: int, language: str = "en") -> str:
        """The wording of an answer."""
        return next(o.text[language] for o in self.options if o.value == value)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scale that is not a sum: it holds when any of the items is at least this value."""

    level: int
    of: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Clause:
    """``count`` to ``count_at_most`` of these items must be at least ``at_least``; some items have their own."""

    of: tuple[str, ...]
    at_least: int
    count: int
    count_at_most: int | None = None
    at_least_for: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many scored items may be blank. Zero by default; above it, the sum is prorated, and marked so."""

    allow: int
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How the score is made: a method of the closed registry over these items, within ``low`` to ``high``."""

    method: str
    of: tuple[str, ...]
    low: int
    high: int
    missing: MissingRule
    basis: tuple[Basis, ...]
    levels: tuple[Level, ...] = ()
    code: Loinc | None = None


@dataclass(frozen=True, slots=True)
class Subscore:
    """A part of the score, or a yes-or-no algorithm over the answers; never worked out from imputed answers."""

    id: str
    label: str
    method: str
    of: tuple[str, ...]
    basis: tuple[Basis, ...]
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the score, both ends included."""

    name: str
    low: int
    high: int
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class FlagLevel:
    """From which answer on a flag is raised, how urgent it is then, and within what time a person must answer."""

    at_least: int
    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class BlankRule:
    """What it means when the item was left blank although the rest was answered: unknown, and never zero."""

    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Answers that a person must see, looked at on each saved answer; of several levels the highest counts."""

    id: str
    display: str
    items: tuple[str, ...]
    levels: tuple[FlagLevel, ...]
    if_blank: BlankRule | None = None


class ChangeKind(StrEnum):
    """What a rule of change compares."""

    PERCENT_FALL = "percent-fall"  # from the baseline, in percent of it, in the direction of getting better
    POINTS = "points"  # a difference of at least so many points
    AT_MOST = "at-most"  # the score itself
    AT_LEAST = "at-least"  # the score itself


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A published rule about change: response, remission, reliable change and the like, each with its basis."""

    id: str
    kind: ChangeKind
    value: Decimal
    basis: tuple[Basis, ...]


class Direction(StrEnum):
    """Which way is better."""

    LOWER_IS_BETTER = "lower-is-better"
    HIGHER_IS_BETTER = "higher-is-better"


@dataclass(frozen=True, slots=True)
class Rights:
    """Who owns the wording, and on what ground it stands here."""

    holder: str
    notice: str
    basis: tuple[Basis, ...]


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
    by_id: Mapping[str, Item] = field(init=False, compare=False)
    values: Mapping[str, frozenset[int]] = field(init=False, compare=False)  # item id to the values that answer it

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {item.id: item for item in self.items})
        object.__setattr__(self, "values", {item.id: item.values for item in self.items})

    def item(self, id_: str) -> Item:
        """One item by its id."""
        return self.by_id[id_]

    def change_rule(self, id_: str) -> ChangeRule | None:
        """A rule of change by its id, if this instrument has one."""
        return next((rule for rule in self.change if rule.id == id_), None)

    @property
    def can_alert(self) -> bool:
        """Whether an answer to this form can call a person."""
        return bool(self.flags)
