"""What a report on outcomes needs before it speaks: how many people, which days, and when a response is early."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from openkap.clinical.outcomes.change import Score
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Known, Missing, Unknown


@dataclass(frozen=True, slots=True)
class TimePoint:
    """A day after treatment began (day 0), and how many days earlier or later a score may be to stand for it."""

    id: str
    title: str
    day: int
    within: int

    def holds(self, day: float) -> bool:
        """Whether a day belongs to it, both ends included."""
        return abs(day - self.day) <= self.within

    def is_over(self, began_at: datetime, now: datetime) -> bool:
        """Whether its last day has passed, so that nothing measured now could still stand for it."""
        return now > began_at + timedelta(days=self.day + self.within)


@dataclass(frozen=True, slots=True)
class Standards:
    """People that a share and a mixed model need, from how few a count is hidden, the days, and the days of a class.

    ``covariate_events``: how many events a hazard ratio needs for each of its covariates.
    """

    pin: Pin
    title: str
    people: int
    model_people: int
    small: int
    points: tuple[TimePoint, ...]
    usual_point: str
    early_by_day: int
    settled_by_day: int
    look_back_days: int
    covariate_events: int | None  # None: these standards set no number, so no ratio is told
    basis: tuple[Basis, ...]

    def point(self, id_: str) -> TimePoint:
        """The time point of this id."""
        return next(p for p in self.points if p.id == id_)

    def point_of(self, day: int) -> TimePoint | None:
        """The time point to which a day belongs, if any."""
        return next((p for p in self.points if p.holds(day)), None)

    def hides(self, people: int) -> bool:
        """Whether so many people are so few that a table could tell who they are. None is no secret."""
        return 0 < people < self.small


def at_point(scores: Iterable[Score], began_at: datetime | None, point: TimePoint) -> Known[Score] | Unknown:
    """The score nearest to a time point, within its days; of two equally near the earlier, then the lower."""
    if began_at is None:
        return Unknown(Missing.ABSENT, "treatment has not begun")

    def day(score: Score) -> float:
        return (score.at - began_at) / timedelta(days=1)

    near = [s for s in scores if s.at >= began_at and point.holds(day(s))]
    if not near:
        return Unknown(Missing.ABSENT, f"not measured at {point.title}")
    return Known(min(near, key=lambda s: (abs(day(s) - point.day), s.at, s.value)))


def faults(standards: Standards) -> tuple[str, ...]:
    """What is wrong with them, in words."""
    found = []
    ordered = sorted(standards.points, key=lambda p: p.day)
    if list(standards.points) != ordered:
        found.append("The time points are not in the order of their days.")
    for one, other in pairwise(ordered):
        if one.day + one.within >= other.day - other.within:
            found.append(f"{one.id} and {other.id} share a day, and a score would stand for both.")
    if standards.usual_point not in {p.id for p in standards.points}:
        found.append(f"There is no time point {standards.usual_point!r}.")
    if standards.small > standards.people or standards.people > standards.model_people:
        found.append("A count is hidden below the least number of people, and a model needs no fewer than a share.")
    if standards.early_by_day > standards.settled_by_day:
        found.append("A response is early before it is settled that there was none.")
    return tuple(found)
