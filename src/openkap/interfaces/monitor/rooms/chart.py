"""The session so far as small multiples on one time axis: pressure, heart rate, saturation. Drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.state import SessionState

LEFT, RIGHT, BEFORE, AFTER = 34.0, 440.0, -20.0, 120.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One strip of the chart: its measures, its place, and the range of its axis."""

    name: str
    measures: tuple[str, ...]
    top: float
    bottom: float
    low: float
    high: float
    lines: tuple[int, ...]
    limits: tuple[int, ...] = ()


LANES = (
    Lane("BP, mmHg", ("systolic", "diastolic"), 18, 228, 60, 200, (80, 100, 120, 140, 160, 180, 200), (180, 110)),
    Lane("HR, /min", ("heart-rate",), 256, 294, 50, 120, (50, 120)),
    Lane("SpO₂, %", ("oxygen-saturation",), 322, 358, 88, 100, (90, 100)),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the picture's template places; ``said`` is its accessible name."""

    said: str
    grid: tuple[tuple[float, float, int], ...]
    limits: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, str], ...]
    lines: tuple[str, ...]
    marks: tuple[tuple[str, float, float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    values: tuple[tuple[float, float, str], ...]
    dose_x: float
    now_x: float | None
    table: tuple[tuple[str, str, str], ...]


def chart(state: SessionState, now: datetime) -> Chart | None:
    """The chart of a session; None before the first administration."""
    first = state.given.first_at
    if first is None:
        return None
    end = max(AFTER, *((r.at - first).total_seconds() / 60 for r in state.readings), 0.0)

    def x(at: datetime) -> float:
        minute = max(BEFORE, (at - first) / timedelta(minutes=1))
        return round(LEFT + (minute - BEFORE) / (end - BEFORE) * (RIGHT - LEFT), 1)

    current = [r for r in state.readings if r.current and r.measure in {m for lane in LANES for m in lane.measures}]
    placed = [
        (lane, r, x(r.at), _y(lane, float(r.value))) for lane in LANES for r in current if r.measure in lane.measures
    ]
    ticks = range(0, int(end) + 1, 30)
    return Chart(
        said=_said(current, first),
        grid=tuple((_y(lane, v), LEFT, v) for lane in LANES for v in lane.lines),
        limits=tuple((_y(lane, v), v) for lane in LANES for v in lane.limits),
        names=tuple((lane.top - 6, lane.name) for lane in LANES),
        lines=tuple(_line(placed, m) for lane in LANES for m in lane.measures),
        marks=tuple((_shape(r.measure), px, py, str(r.value)) for _, r, px, py in placed),
        ticks=tuple((x(first + timedelta(minutes=t)), f"+{t}" if t else "0") for t in ticks),
        values=_last(placed),
        dose_x=x(first),
        now_x=x(now) if (now - first) / timedelta(minutes=1) <= end else None,
        table=tuple((f"{int((r.at - first) // timedelta(minutes=1)):+d}", r.measure, str(r.value)) for r in current),
    )


def _y(lane: Lane, value: float) -> float:
    inside = min(max(value, lane.low), lane.high)
    return round(lane.bottom - (inside - lane.low) / (lane.high - lane.low) * (lane.bottom - lane.top), 1)


def _shape(measure: str) -> str:
    return {"systolic": "down", "diastolic": "up"}.get(measure, "point")


def _line(placed: Sequence[tuple[Lane, Reading, float, float]], measure: str) -> str:
    return " ".join(f"{px},{py}" for _, r, px, py in placed if r.measure == measure)


def _last(placed: Sequence[tuple[Lane, Reading, float, float]]) -> tuple[tuple[float, float, str], ...]:
    newest = {r.measure: (px + 9, py + 4, str(r.value)) for _, r, px, py in placed}
    return tuple(newest.values())


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
