"""From a protocol and a first day to dated visits, each with the reason for its date.

Days are the site's calendar days; a visit's clock time is the site's, so it stays the same when the clocks change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import AnchorKind, Protocol, VisitKind, VisitRule

MONDAY_TO_FRIDAY = frozenset(range(5))
NINE = time(9, 0)


@dataclass(frozen=True, slots=True)
class Constraints:
    """When the site works. ``open_weekdays`` counts Monday as 0; ``times`` gives a kind of visit its usual hour."""

    open_weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closed_on: frozenset[date] = frozenset()
    times: Mapping[VisitKind, time] = field(default_factory=dict)
    usual_time: time = NINE

    def open_on(self, day: date) -> bool:
        """Whether the site works that day."""
        return day.weekday() in self.open_weekdays and day not in self.closed_on


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One dated visit. It may move between ``earliest_on`` and ``latest_on`` without leaving the protocol."""

    rule: str
    kind: VisitKind
    phase: str
    title: str
    number: int  # a dose: over all phases; what follows each dose: that dose's; else 1 for the first of its rule
    on: date
    at: datetime
    minutes: int
    earliest_on: date
    latest_on: date
    why: str
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A visit for which no day was found, and why: somebody has to place it."""

    rule: str
    number: int
    because: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Visits in the order of their dates, and what could not be placed."""

    visits: tuple[PlannedVisit, ...]
    unplaced: tuple[Unplaced, ...] = ()

    def of(self, rule: str) -> tuple[PlannedVisit, ...]:
        """The visits of one rule, in order."""
        return tuple(v for v in self.visits if v.rule == rule)


def schedule(protocol: Protocol, start: date, zone: ZoneInfo, constraints: Constraints) -> Schedule:
    """Date every visit of ``protocol``. ``start`` is the day of the first dose, or of the first session without one.

    Doses are placed first; nothing else ever falls on the day of a dose.
    """
    placed: list[PlannedVisit] = []
    unplaced: list[Unplaced] = []
    for rule in sorted(protocol.visits, key=lambda v: v.kind is not VisitKind.DOSING):
        doses = [v.on for v in placed if v.kind is VisitKind.DOSING]
        earlier = doses if rule.kind is VisitKind.DOSING else []
        for number, origin, day, reason in _wanted(rule, start, placed, _doses_before(rule, protocol)):
            wanted = origin + timedelta(days=day)
            days = [d for d in _by_nearness(rule, wanted, origin) if d not in doses and constraints.open_on(d)]
            on = next((d for d in days if _spaced(rule, earlier, d)), None)
            if on is None:
                unplaced.append(Unplaced(rule.id, number, _nowhere(rule, wanted)))
                continue
            earlier.append(on)
            moved = _moved(wanted, on, doses, constraints)
            placed.append(_visit(rule, number, on, wanted, f"{reason}. {rule.why}{moved}", zone, constraints))
    return Schedule(tuple(sorted(placed, key=lambda v: (v.at, v.rule, v.number))), tuple(unplaced))


def _wanted(
    rule: VisitRule, start: date, placed: list[PlannedVisit], doses_before: int
) -> list[tuple[int, date, int, str]]:
    """Per visit: its number, the day counted from, how many days, and that in words."""
    if rule.anchor.kind is AnchorKind.START:
        return [(n, start, day, _from_start(day)) for n, day in enumerate(rule.days, doses_before + 1)]
    anchors = [v for v in placed if v.rule == rule.anchor.rule]
    if rule.anchor.kind is AnchorKind.LAST:
        anchors = anchors[-1:]
    wanted = [(v, day) for v in anchors for day in rule.days]
    own = rule.anchor.kind is AnchorKind.EACH and len(rule.days) == 1  # one for each dose: it has the dose's number
    return [(v.number if own else n, v.on, day, f"{_days(day)} after {_named(v)}")
            for n, (v, day) in enumerate(wanted, 1)]  # fmt: skip


def _doses_before(rule: VisitRule, protocol: Protocol) -> int:
    """How many doses the protocol asks for in the phases before this one; 0 for what is no dose."""
    if rule.kind is not VisitKind.DOSING:
        return 0
    before = protocol.visits[: protocol.visits.index(rule)]
    return sum(len(r.days) for r in before if r.kind is VisitKind.DOSING)


def _by_nearness(rule: VisitRule, wanted: date, origin: date) -> list[date]:
    """The days that the rule allows, nearest first; what comes after its origin never moves before it."""
    shifts = sorted(range(-rule.earlier, rule.later + 1), key=lambda s: (abs(s), s))
    days = [wanted + timedelta(days=s) for s in shifts]
    return [d for d in days if d >= origin] if wanted >= origin else days


def _moved(wanted: date, on: date, doses: list[date], constraints: Constraints) -> str:
    if on == wanted:
        return ""
    if not constraints.open_on(wanted):
        because = "the site is closed then"
    else:
        because = "a dose is given that day" if wanted in doses else "doses keep their distance"
    return f" Moved from {wanted:%A %-d %B}: {because}."


def _nowhere(rule: VisitRule, wanted: date) -> str:
    first, last = wanted - timedelta(days=rule.earlier), wanted + timedelta(days=rule.later)
    return f"No open day from {first:%-d %b %Y} to {last:%-d %b %Y} keeps the spacing. Choose a day, and say why."


def _spaced(rule: VisitRule, own: list[date], day: date) -> bool:
    if not own:
        return True
    if rule.spacing is None:
        return day > own[-1]
    if (day - own[-1]).days < rule.spacing.minimum_days:
        return False
    earlier = own[-rule.spacing.times :]
    return len(earlier) < rule.spacing.times or (day - earlier[0]).days >= rule.spacing.in_days


def _visit(
    rule: VisitRule, number: int, on: date, wanted: date, why: str, zone: ZoneInfo, constraints: Constraints
) -> PlannedVisit:
    clock = constraints.times.get(rule.kind, constraints.usual_time)
    return PlannedVisit(
        rule=rule.id,
        kind=rule.kind,
        phase=rule.phase,
        title=rule.title,
        number=number,
        on=on,
        at=datetime.combine(on, clock, zone).astimezone(UTC),
        minutes=rule.minutes,
        earliest_on=wanted - timedelta(days=rule.earlier),
        latest_on=wanted + timedelta(days=rule.later),
        why=why,
        instruments=rule.instruments,
    )


def _named(visit: PlannedVisit) -> str:
    if visit.kind is VisitKind.DOSING:
        return f"dose {visit.number}"
    return f"{visit.title.lower()} {visit.number}"


def _from_start(day: int) -> str:
    if day == 0:
        return "The first day"
    return f"{_days(-day)} before the first day" if day < 0 else f"{_days(day)} after the first day"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
