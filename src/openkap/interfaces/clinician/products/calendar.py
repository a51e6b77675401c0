"""A protocol laid over a calendar from a first day: weeks with their visits, no person."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import Protocol
from openkap.clinical.protocols.schedule import Constraints, PlannedVisit, Schedule, schedule

NEVER_FURTHER = timedelta(days=366 * 20)  # a first day beyond this is a slip of the hand


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a week, and what falls on it."""

    on: date
    visits: tuple[PlannedVisit, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; ``skipped`` says how many empty weeks lie before it."""

    days: tuple[Day, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class Laid:
    """The weeks that hold a visit, and what could not be placed."""

    weeks: tuple[Week, ...]
    schedule: Schedule


def first_day(text: str, today: date) -> date:
    """The day asked for; next Monday when none, or none that can be read, was asked for."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = today + timedelta(days=7 - today.weekday())
    return asked if abs(asked - today) < NEVER_FURTHER else today


def lay(protocol: Protocol, start: date) -> Laid:
    """Date the visits of a protocol on working days, week by week."""
    made = schedule(protocol, start, ZoneInfo("UTC"), Constraints())
    by_day: dict[date, list[PlannedVisit]] = {}
    for visit in made.visits:
        by_day.setdefault(visit.on, []).append(visit)
    mondays = sorted({day - timedelta(days=day.weekday()) for day in by_day})
    before = [mondays[0], *mondays]
    weeks = tuple(
        Week(_days(monday, by_day), max(0, (monday - last).days // 7 - 1))
        for last, monday in zip(before, mondays, strict=False)
    )
    return Laid(weeks, made)


def _days(monday: date, by_day: dict[date, list[PlannedVisit]]) -> tuple[Day, ...]:
    week = (monday + timedelta(days=n) for n in range(7))
    return tuple(Day(day, tuple(by_day.get(day, ()))) for day in week)
