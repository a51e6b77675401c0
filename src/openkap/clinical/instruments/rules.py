"""What is looked at beside the score: answers that a person must see, and what counts as change."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Basis

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class FlagLevel:
    """From which value on a flag is raised, how urgent it is then, and within what time a person must answer.

    With ``downward`` it is raised at ``limit`` and below, otherwise at ``limit`` and above. With ``after_zeros`` it is
    raised only where so many of the flag's items, those that come next in its order, were answered with zero: a
    calendar asks the newest day first. Days left blank when the person was done stand for zero there.
    """

    limit: Number
    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]
    downward: bool = False
    after_zeros: int = 0

    def holds(self, value: Number) -> bool:
        """Whether this value raises the flag."""
        return value <= self.limit if self.downward else value >= self.limit

    @property
    def words(self) -> str:
        """The limit as it is said."""
        after = f", after {self.after_zeros} in a row without one" if self.after_zeros else ""
        return f"at {'most' if self.downward else 'least'} {self.limit}{after}"


@dataclass(frozen=True, slots=True)
class BlankRule:
    """What it means when the item was left blank although the rest was answered: unknown, and never zero."""

    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]


class Since(StrEnum):
    """With which earlier reading a value is compared."""

    LAST_READING = "last-reading"  # the newest known one
    BEFORE_DOSE = "before-dose"  # the newest known one before the dose that works now


@dataclass(frozen=True, slots=True)
class RiseRule:
    """A flag that compares: raised when the value is worse than an earlier one by at least ``by`` points.

    With ``downward`` a fall is worse. ``if_unknown`` is what a value means that could be such a change while the
    earlier one is not known; None: the reasons say so. ``within`` is how old the earlier value may be (None: any age).
    A comparison with the value before a dose is made from ``after`` the last amount on.
    """

    by: Number
    since: Since
    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]
    downward: bool = False
    if_unknown: BlankRule | None = None
    within: timedelta | None = None
    after: timedelta = timedelta(0)

    def change(self, before: Number, value: Number) -> Number:
        """Points by which it got worse; negative when it got better."""
        return before - value if self.downward else value - before

    @property
    def words(self) -> str:
        """The rule as it is said."""
        what = "the last reading" if self.since is Since.LAST_READING else "the reading before the dose"
        return f"{self.by} {'less' if self.downward else 'more'} than {what}"


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Answers that a person must see, looked at on each saved answer; of several levels the highest counts.

    A rule without items looks at the score: as soon as the answers given so far can no longer stay below its limit.
    """

    id: str
    display: str
    items: tuple[str, ...]
    levels: tuple[FlagLevel, ...]
    if_blank: BlankRule | None = None
    rises: tuple[RiseRule, ...] = ()

    @property
    def of_days(self) -> bool:
        """Whether it looks at items in a row, as at the days of a calendar: no single one of them must be answered."""
        return any(level.after_zeros for level in self.levels)


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
