"""How many are still without an event as days go by: Kaplan and Meier's estimate with a log-log band.

Kaplan and Meier, J Am Stat Assoc 1958;53:457-481. The variance is Greenwood's; the band is his on the scale of
log(-log S), which stays between 0 and 1. It is pointwise: 95 % at each day, not 95 % for the whole curve.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import LEVEL, Interval, deviate
from openkap.clinical.values import Known, Missing, Unknown


@dataclass(frozen=True, slots=True)
class Followed:
    """One person: days from the start to the event, or to the last day on which there had been none."""

    days: float
    event: bool

    def __post_init__(self) -> None:
        if not 0 <= self.days < inf:
            raise ValueError(f"{self.days} days is no time of follow-up. Count from the start.")


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which events came. ``error`` and ``band`` are unknown after the last person at risk had the event."""

    days: float
    at_risk: int
    events: int
    remaining: float
    error: float | Unknown
    band: Interval | Unknown

    @property
    def edges(self) -> tuple[float, float]:
        """The edges of the band; where it is unknown the truth may lie anywhere."""
        return (0.0, 1.0) if isinstance(self.band, Unknown) else (self.band.low, self.band.high)


@dataclass(frozen=True, slots=True)
class Curve:
    """The steps in order; between them the curve is level, and after ``until_days`` nobody was watched any more."""

    steps: tuple[Step, ...]
    until_days: float
    among: Among
    level: float

    @property
    def events(self) -> int:
        """How many people had the event."""
        return sum(step.events for step in self.steps)

    def at(self, days: float) -> Known[Step] | Unknown:
        """Where the curve stands on a day. Beyond the last day watched nothing is known."""
        if days > self.until_days:
            return Unknown(Missing.ABSENT, f"nobody was watched after day {self.until_days:g}")
        passed = bisect_right([step.days for step in self.steps], days)
        if passed:
            return Known(self.steps[passed - 1])
        return Known(Step(0, self.among.analysed, 0, 1.0, 0.0, Interval(1.0, 1.0, self.level)))

    def median(self) -> Known[float] | Unknown:
        """The first day on which no more than half remain."""
        return self._first(lambda step: step.remaining, "more than half had no event while watched")

    def median_between(self) -> tuple[Known[float] | Unknown, Known[float] | Unknown]:
        """Brookmeyer and Crowley's limits: the first days on which each edge of the band is at half or beneath."""
        why = "the band does not reach half while people were watched"
        return self._first(lambda step: step.edges[0], why), self._first(lambda step: step.edges[1], why)

    def _first(self, height: Callable[[Step], float], why: str) -> Known[float] | Unknown:
        for step in self.steps:
            if height(step) <= 0.5 + 1e-12:
                return Known(step.days)
        return Unknown(Missing.ABSENT, why)


def kaplan_meier(people: Sequence[Followed], among: Among, level: float = LEVEL) -> Curve | Unknown:
    """The curve of everybody followed. Somebody who leaves on the day of an event was still at risk on it."""
    among.holds(len(people))
    if not people:
        return Unknown(Missing.ABSENT, "nobody was followed, so there is no curve")
    z = deviate(level)
    events = Counter(p.days for p in people if p.event)
    left = Counter(p.days for p in people)
    steps, at_risk, remaining, spread = [], len(people), 1.0, 0.0
    for days in sorted(left):
        if gone := events[days]:
            remaining *= 1 - gone / at_risk
            spread = inf if gone == at_risk else spread + gone / (at_risk * (at_risk - gone))
            steps.append(_step(days, at_risk, gone, remaining, spread, z, level))
        at_risk -= left[days]
    return Curve(tuple(steps), max(left), among, level)


def _step(days: float, at_risk: int, gone: int, remaining: float, spread: float, z: float, level: float) -> Step:
    if remaining == 0:
        why = Unknown(Missing.ABSENT, "the last person at risk had the event")
        return Step(days, at_risk, gone, 0.0, why, why)
    reach = exp(z * sqrt(spread) / -log(remaining))
    band = Interval(remaining**reach, remaining ** (1 / reach), level)
    return Step(days, at_risk, gone, remaining, remaining * sqrt(spread), band)
