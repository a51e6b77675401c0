"""A monitoring plan: what is measured and when, what raises an alert, and what must be true before dose and leaving."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin


class Tier(StrEnum):
    """How strongly an alert calls, least first."""

    NOTICE = "notice"
    CALL = "call"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for the least."""
        return TIERS.index(self)


TIERS = tuple(Tier)


class Compare(StrEnum):
    """The closed set of comparisons. Rise and fall are taken from the person's own values before the dose."""

    ABOVE = "above"
    AT_LEAST = "at-least"
    BELOW = "below"
    AT_MOST = "at-most"
    RISE_ABOVE = "rise-above"
    RISE_AT_LEAST = "rise-at-least"
    FALL_AT_LEAST = "fall-at-least"
    IS = "is"


class Moment(StrEnum):
    """Which readings a threshold looks at: those recorded as before the dose, the others, or both."""

    BEFORE_DOSE = "before-dose"
    AFTER_DOSE = "after-dose"
    ALWAYS = "always"


class Anchor(StrEnum):
    """From which administration the minutes of an observation are counted."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something observed: a number with unit and entry bounds (outside them it is refused), or one of some choices."""

    id: str
    display: str
    basis: tuple[Basis, ...]
    unit: str = ""
    between: tuple[Decimal, Decimal] | None = None
    choices: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # of a scale: value and what it says

    @property
    def unit_words(self) -> str:
        """The unit as staff write it, with the space before it: `` mmHg``; empty for a score or a choice."""
        return f" {self.unit.replace('[', '').replace(']', '')}" if self.unit and not self.unit.startswith("{") else ""


@dataclass(frozen=True, slots=True)
class Limit:
    """One comparison of one measure."""

    measure: str
    compare: Compare
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Raises ``cause`` to ``tier`` when any limit is met, perhaps twice, perhaps together with a symptom."""

    id: str
    cause: str
    tier: Tier
    says: str
    moment: Moment
    any: tuple[Limit, ...]
    basis: tuple[Basis, ...]
    apart: timedelta | None = None  # two such readings at least this far apart …
    within: timedelta | None = None  # … and at most this; with symptoms: how far symptom and reading may lie apart
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something said or shown. ``risk`` ones hold dosing and leaving until a clinician has resolved them."""

    id: str
    display: str
    cause: str
    tier: Tier
    says: str
    basis: tuple[Basis, ...]
    risk: bool = False


@dataclass(frozen=True, slots=True)
class ObservationTime:
    """Measures due some minutes after an administration, once or every so often until the watching ends."""

    id: str
    measures: tuple[str, ...]
    after: timedelta
    anchor: Anchor
    basis: tuple[Basis, ...]
    every: timedelta | None = None
    until: timedelta | None = None  # the last of them; without it they go on until the watching ends
    early: timedelta | None = None  # of a single one: how much sooner …
    late: timedelta | None = None  # … and later it still counts; of repeated ones, half the way to the next
    required: bool = False  # leaving waits for it, or for the reason why it was not taken


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One row of a list: fresh readings within limits, a person's *yes*, or both. What is not recorded is missing."""

    id: str
    display: str
    basis: tuple[Basis, ...]
    within: timedelta
    asks: bool = True
    may_not_apply: bool = False
    releasable: bool = False  # a prescriber may decide to go ahead, with a reason
    measures: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()  # each must hold
    needs: tuple[str, ...] = ()  # words that come with the answer, e.g. the name and telephone of the escort
    jurisdictions: tuple[str, ...] = ()  # where it is asked; empty: everywhere


@dataclass(frozen=True, slots=True)
class MonitoringPlan:
    """Everything that a session is watched by."""

    pin: Pin
    title: str
    product: str
    minimum_watch: timedelta
    late_after: timedelta  # an event kept later than this after its bedside time arrived late
    overdue_after: timedelta
    overdue_tier: Tier
    silence_at_most: timedelta
    causes: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    times: tuple[ObservationTime, ...]
    thresholds: tuple[Threshold, ...]
    symptoms: tuple[Symptom, ...]
    before_dose: tuple[CheckItem, ...]
    discharge: tuple[CheckItem, ...]
    watch_basis: tuple[Basis, ...] = ()  # of the shortest watch

    def in_place(self, jurisdiction: str) -> "MonitoringPlan":
        """The plan as it is where the session is held: rows that only another place's law asks are not in it."""
        before_dose, discharge = (
            tuple(row for row in rows if not row.jurisdictions or jurisdiction in row.jurisdictions)
            for rows in (self.before_dose, self.discharge)
        )
        return replace(self, before_dose=before_dose, discharge=discharge)

    def measure(self, id_: str) -> Measure | None:
        """The measure of this id, if the plan has it."""
        return next((m for m in self.measures if m.id == id_), None)

    def symptom(self, id_: str) -> Symptom | None:
        """The symptom of this id, if the plan has it."""
        return next((s for s in self.symptoms if s.id == id_), None)

    def time(self, id_: str) -> ObservationTime | None:
        """The observation time of this id, if the plan has it."""
        return next((t for t in self.times if t.id == id_), None)
