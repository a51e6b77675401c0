"""Where things stand on the chart of a session: its lanes, its time axis, and the spread of earlier sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from openkap.records.dosing.earlier import Point

TOP, GAP, AXIS, SMALL = 34.0, 30.0, 24.0, 38.0
STEP_MIN = 5  # the spread is looked at every so many minutes


@dataclass(frozen=True, slots=True)
class Lane:
    """One strip: its measures, its place in pixels from the top, and the range of its axis in their unit."""

    name: str
    measures: tuple[str, ...]
    top: float
    bottom: float
    low: float
    high: float
    lines: tuple[int, ...]

    def y(self, value: float) -> float:
        """Pixels from the top. The axis was made to hold every value of the session; only the past is cut at it."""
        inside = min(max(value, self.low), self.high)
        return self.bottom - (inside - self.low) / (self.high - self.low) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Place:
    """The time axis: minutes from the first administration onto pixels from the left."""

    width: float
    start: float
    end: float
    left: float = 36.0

    @property
    def right(self) -> float:
        """Where the lanes end."""
        return self.width - 6.0

    def x(self, minute: float) -> float:
        """Pixels from the left; what lies before the axis stands at its beginning."""
        share = (max(self.start, minute) - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)


def lanes_of(height: float, values: Mapping[str, Sequence[float]]) -> tuple[Lane, ...]:
    """The three lanes in this height. An axis grows where a value lies beyond it: no value is ever drawn smaller."""
    pressure_bottom = height - AXIS - 2 * (SMALL + GAP)
    pressures = ("systolic", "diastolic")
    low, high = _range(values, pressures, 60, 200, 20)
    step = 20 if (high - low) / 20 * 14 <= pressure_bottom - TOP else 40
    lines = tuple(v for v in range(int(low), int(high) + 1, step))
    heart, oxygen = _range(values, ("heart-rate",), 40, 130, 10), _range(values, ("oxygen-saturation",), 88, 100, 2)
    second = pressure_bottom + GAP
    third = second + SMALL + GAP
    return (
        Lane("BP, mmHg", pressures, TOP, pressure_bottom, low, high, lines),
        Lane("HR, /min", ("heart-rate",), second, second + SMALL, *heart, (int(heart[0]), int(heart[1]))),
        Lane("SpO₂, %", ("oxygen-saturation",), third, third + SMALL, *oxygen, (int(oxygen[0]), int(oxygen[1]))),
    )


def _range(
    values: Mapping[str, Sequence[float]], measures: tuple[str, ...], low: int, high: int, step: int
) -> tuple[float, float]:
    found = [v for m in measures for v in values.get(m, ())]
    if not found:
        return low, high
    return min(low, floor(min(found) / step) * step), max(high, ceil(max(found) / step) * step)


def spread(curves: Sequence[Sequence[Point]], start: float, end: float) -> list[tuple[float, float, float]]:
    """Minute, lowest and highest over the curves, wherever at least one of them ran; nothing is carried beyond it."""
    found = []
    for minute in range(int(start), int(end) + 1, STEP_MIN):
        values = [v for c in curves if (v := _at(c, minute)) is not None]
        if values:
            found.append((float(minute), min(values), max(values)))
    return found


def _at(curve: Sequence[Point], minute: float) -> float | None:
    for (before, low), (after, high) in pairwise(curve):
        if before <= minute <= after:
            return low if after == before else low + (high - low) * (minute - before) / (after - before)
    return None
