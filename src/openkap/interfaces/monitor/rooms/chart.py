"""The session so far as small multiples on one time axis: pressure, heart rate, saturation. Drawn by the server.

It is drawn at the width and height that the page has for it, in CSS pixels, and never scaled: letters keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.state import SessionState
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.monitor.rooms.lanes import AXIS, Lane, Place, lanes_of, spread
from openkap.interfaces.monitor.rooms.limits import DrawnLimit, drawn_limits
from openkap.interfaces.monitor.rooms.rows import minute_of
from openkap.records.dosing.earlier import Curve

BEFORE, AFTER = -20.0, 120.0


@dataclass(frozen=True, slots=True)
class Size:
    """The room that a page has for the chart, in CSS pixels."""

    width: int = 340
    height: int = 380

    @classmethod
    def read(cls, width: str, height: str) -> "Size":
        """What a page asks for, within reason; its usual size for anything else."""
        given = [int(text) if text.isdecimal() and len(text) < 5 else 0 for text in (width, height)]
        if not all(given):
            return cls()
        return cls(min(max(given[0], 240), 1600), min(max(given[1], 220), 900))


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture, its key, and the same values as a table."""

    picture: SafeString
    earlier: int
    table: tuple[tuple[str, str, str], ...]


def chart(
    plan: MonitoringPlan, state: SessionState, now: datetime, earlier: Sequence[Curve], size: Size
) -> Chart | None:
    """The chart of a session; None before the first administration."""
    first = state.given.first_at
    if first is None:
        return None
    current = [r for r in state.readings if r.current and not isinstance(r.value, str)]
    last = max((_minute(r.at, first) for r in current), default=0.0)
    place = Place(size.width, BEFORE, max(AFTER, last))
    lanes = lanes_of(size.height, {m: [float(r.value) for r in current if r.measure == m] for m in _measures(current)})
    limits, alarmed = drawn_limits(plan), _alarmed(state)
    on = Drawing(size.width, size.height)
    _ground(on, place, lanes, size.height - AXIS)
    for lane in lanes:
        _range(on, place, lane, earlier)
        _limits(on, place, lane, limits)
    _moments(on, place, _minute(now, first), size.height - AXIS)
    for lane in lanes:
        for measure in lane.measures:
            points = [(_minute(r.at, first), float(r.value), r) for r in current if r.measure == measure]
            _curve(on, place, lane, points, alarmed)
    named = [r for r in current if r.measure in {m for lane in lanes for m in lane.measures}]
    table = tuple((f"{minute_of(r.at, first):+d}", _display(plan, r.measure), str(r.value)) for r in named)
    return Chart(on.svg("vitals", _said(current, first), scaled=False), len(earlier), table)


def _minute(at: datetime, first: datetime) -> float:
    return (at - first) / timedelta(minutes=1)


def _measures(current: Sequence[Reading]) -> set[str]:
    return {r.measure for r in current}


def _display(plan: MonitoringPlan, name: str) -> str:
    measure = plan.measure(name)
    return f"{measure.display}{measure.unit_words}" if measure else name


def _alarmed(state: SessionState) -> set[str]:
    return {t.event_id for a in state.alerts for t in a.triggers if t.tier.rank >= Tier.CALL.rank}


def _ground(on: Drawing, place: Place, lanes: Sequence[Lane], bottom: float) -> None:
    top = lanes[0].top
    every = 30 if place.width >= 300 else 60
    for minute in range(0, int(place.end) + 1, every):
        x = place.x(minute)
        on.path("c-grid", "M", x, top, "V", bottom)
        on.text("c-ax", x, bottom + 17, f"+{minute}" if minute else "0", "middle" if minute < place.end - 5 else "end")
    for lane in lanes:
        for value in lane.lines:
            on.path("c-grid", "M", place.left, lane.y(value), "H", place.right)
            on.text("c-ax", place.left - 6, lane.y(value) + 4, value, "end")
        on.text("c-name", place.left, lane.top - 6, lane.name)


def _range(on: Drawing, place: Place, lane: Lane, earlier: Sequence[Curve]) -> None:
    """Lowest and highest of the earlier sessions; between two readings of a session the way is taken as straight."""
    for measure in lane.measures:
        found = spread([c.points[measure] for c in earlier if measure in c.points], place.start, place.end)
        if len(found) > 1:
            upper = [(place.x(minute), lane.y(high)) for minute, _, high in found]
            lower = [(place.x(minute), lane.y(low)) for minute, low, _ in reversed(found)]
            steps = [s for point in upper + lower for s in ("L", *point)]
            on.path("c-range", "M", *steps[1:], "Z")


def _limits(on: Drawing, place: Place, lane: Lane, limits: Sequence[DrawnLimit]) -> None:
    for limit in limits:
        if limit.measure in lane.measures and lane.low <= limit.value <= lane.high:
            y = lane.y(limit.value)
            on.path("c-limit", "M", place.left, y, "H", place.right)
            on.text("c-lim-t", place.right, y + (-4 if limit.upper else 13), limit.words, "end")


def _moments(on: Drawing, place: Place, now: float, bottom: float) -> None:
    on.path("c-dose", "M", place.x(0), 18, "V", bottom)
    if now <= place.end:
        on.path("c-now", "M", place.x(now), 14, "V", bottom)
        on.text("c-now-t", min(place.x(now), place.right - 14), 11, "now", "middle")


def _curve(
    on: Drawing, place: Place, lane: Lane, points: Sequence[tuple[float, float, Reading]], alarmed: set[str]
) -> None:
    if not points:
        return
    at = [(place.x(minute), lane.y(value)) for minute, value, _ in points]
    on.line("c-line", at)
    for (x, y), (_, _, reading) in zip(at, points, strict=True):
        _mark(on, x, y, reading, alarmed=bool({reading.event_id, reading.source_id} & alarmed))
    x, y = at[-1]
    beside = x + 40 > place.right
    on.text("c-val", x - 9 if beside else x + 9, y - 7 if beside else y + 5, points[-1][2].value,
            "end" if beside else "start")  # fmt: skip


def _mark(on: Drawing, x: float, y: float, reading: Reading, *, alarmed: bool) -> None:
    kind = " c-mark-alert" if alarmed else ""
    if reading.measure == "systolic":
        on.path(f"c-mark{kind}", "M", x - 5, y - 4, "h", 10, "l", -5, 8, "Z")
    elif reading.measure == "diastolic":
        on.path(f"c-mark{kind}", "M", x - 5, y + 4, "h", 10, "l", -5, -8, "Z")
    else:
        on.circle(f"c-pt{kind}", x, y, 3)


def _said(current: Sequence[Reading], first: datetime) -> str:
    by_minute: dict[int, dict[str, str]] = {}
    for r in current:
        by_minute.setdefault(int((r.at - first) // timedelta(minutes=1)), {})[r.measure] = str(r.value)
    pressures = [
        f"{v['systolic']}/{v['diastolic']} at {minute:+d}"
        for minute, v in sorted(by_minute.items())
        if {"systolic", "diastolic"} <= set(v)
    ]
    return f"Blood pressure {', '.join(pressures) or 'not measured yet'}. A table of the same values follows."
