"""Percent days abstinent, from a record of days (a timeline follow-back). A day not asked is unknown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, stdev

from openkap.clinical.outcomes.proportions import LEVEL, Interval
from openkap.clinical.outcomes.standards import Standards, TimePoint
from openkap.clinical.outcomes.student import deviate
from openkap.clinical.values import Missing, Truth, Unknown


@dataclass(frozen=True, slots=True)
class DaysAbstinent:
    """Percent of the days that are known, and its bounds over all days: every unknown day used, or abstinent."""

    percent: float
    abstinent: int
    known: int
    days: int
    worst: float
    best: float


def days_abstinent(days: Iterable[Truth]) -> DaysAbstinent | Unknown:
    """Count days, each TRUE (abstinent), FALSE (used) or UNKNOWN. No day known: unknown."""
    seen = tuple(days)
    abstinent = sum(d is Truth.TRUE for d in seen)
    known = abstinent + sum(d is Truth.FALSE for d in seen)
    if not known:
        return Unknown(Missing.ABSENT, "no day of the period was recorded")
    best = abstinent + len(seen) - known
    return DaysAbstinent(
        100 * abstinent / known, abstinent, known, len(seen), 100 * abstinent / len(seen), 100 * best / len(seen)
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one calendar of one person, and when it was filled in."""

    at: datetime
    days: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Mean percent of days without use at a time point and before, over the people who have both.

    ``worst`` and ``best`` speak of everybody who reached the time point: each day that nobody knows used, or abstinent.
    """

    people: int
    reached: int
    before: float
    then: float
    interval: Interval
    worst: float
    best: float


def days_of_programme(
    people: Sequence[tuple[datetime, tuple[Calendar, ...]]], point: TimePoint, standards: Standards
) -> Days | Unknown:
    """Days without use of everybody who has reached the time point: when treatment began, and the calendars."""
    pairs, bounds = [], []
    for began_at, calendars in people:
        before = [c for c in calendars if c.at < began_at]
        near = [c for c in calendars if c.at >= began_at and point.holds((c.at - began_at) / timedelta(days=1))]
        then = _nearest(near, began_at, point)
        bounds.append((then.worst, then.best) if then else (0.0, 100.0))
        start = days_abstinent(max(before, key=lambda c: c.at).days) if before else None
        if then and isinstance(start, DaysAbstinent):
            pairs.append((start.percent, then.percent))
    if len(pairs) < standards.people:
        why = f"{len(pairs)} people have a calendar before and at {point.title}, and a mean needs {standards.people}"
        return Unknown(Missing.ABSENT, why)
    after = [then for _, then in pairs]
    reach = deviate(LEVEL, len(after) - 1) * stdev(after) / sqrt(len(after))
    middle = fmean(after)
    return Days(
        people=len(pairs),
        reached=len(people),
        before=fmean(start for start, _ in pairs),
        then=middle,
        interval=Interval(max(0.0, middle - reach), min(100.0, middle + reach)),
        worst=fmean(low for low, _ in bounds),
        best=fmean(high for _, high in bounds),
    )


def _nearest(calendars: Iterable[Calendar], began_at: datetime, point: TimePoint) -> DaysAbstinent | None:
    def away(calendar: Calendar) -> float:
        return abs((calendar.at - began_at) / timedelta(days=1) - point.day)

    nearest = min(calendars, key=lambda c: (away(c), c.at), default=None)
    found = days_abstinent(nearest.days) if nearest else None
    return found if isinstance(found, DaysAbstinent) else None
