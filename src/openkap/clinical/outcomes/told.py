"""What is told of a programme: of whom, which shares, curves, means and shapes; and what stays hidden and why."""

from dataclasses import dataclass

from openkap.clinical.outcomes.change import Rule, Rules
from openkap.clinical.outcomes.classes import Shape
from openkap.clinical.outcomes.estimates import Estimate
from openkap.clinical.outcomes.proportions import Interval, Share
from openkap.clinical.outcomes.standards import TimePoint
from openkap.clinical.outcomes.survival import Curve, Followed
from openkap.clinical.values import Known, Unknown


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that is known and not shown: so few people are on one side of it that it could tell who they are."""

    fewer_than: int


@dataclass(frozen=True, slots=True)
class Flow:
    """From referral to analysis at one time point; ``reached``: started so long ago that the day is over."""

    referred: int
    eligible: int
    started: int
    reached: int
    measured: int
    analysed: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One share with the rule that it rests on; None where no source has one."""

    id: str
    rule: Rule | None
    share: Known[Share] | Hidden | Unknown


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A curve of days to an event, and for each day asked how many were still watched."""

    curve: Curve
    followed: tuple[Followed, ...]

    def at_risk(self, days: float) -> int:
        """How many people were watched, without the event, just before a day."""
        return sum(1 for f in self.followed if f.days >= days)


@dataclass(frozen=True, slots=True)
class Mean:
    """The model's mean at a time point, at the mean baseline, and how many were measured then."""

    point: TimePoint
    measured: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Means:
    """Means by time point of so many people, all at the mean baseline."""

    people: int
    baseline: float
    at: tuple[Mean, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as often, at any time, an event comes to somebody who stands a ``step`` higher in a covariate."""

    covariate: str  # baseline, age
    step: int  # points of the measure, years
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Sooner:
    """Hazard ratios of one event, each at like values of the others, of so many people with so many events."""

    people: int
    events: int
    ratios: tuple[Ratio, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of the baselines of those analysed, in points."""

    people: int
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Programme:
    """Figures of one measure at one time point, and the courses behind them."""

    rules: Rules
    point: TimePoint
    flow: Flow
    baseline: Spread | Unknown
    figures: tuple[Figure, ...]
    to_response: Span | Unknown
    to_relapse: Span | Unknown
    sooner_relapse: Sooner | Unknown
    means: Means | Unknown
    shapes: tuple[tuple[Shape, int | Hidden], ...] | Unknown

    def figure(self, id_: str) -> Figure:
        """The figure of this id."""
        return next(f for f in self.figures if f.id == id_)
