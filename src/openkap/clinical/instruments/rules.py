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

    With ``downward`` it is raised at ``limit`` and below, otherwise at ``limit`` and above.
    """

    limit: Number
    urgency: Urgency
    answer_within: timedelta
    basis: tuple[Basis, ...]
    downward: bool = False

    def holds(self, value: Number) -> bool:
        """Whether this value raises the flag."""
        return value <= self.limit if self.downward else value >= self.limit

    @property
    def words(self) -> str:
        """The limit as it is said."""
        return f"at {'most' if self.downward else 'least'} {self.limit}"


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
