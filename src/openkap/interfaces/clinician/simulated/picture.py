"""The differences as pictures: a dot on its interval, zero in the middle. Each scale has a picture of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from textwrap import wrap

from django.utils.safestring import SafeString

from openkap.clinical.simulation.comparing import Difference
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.wording import MINUS

PAGE, PAPER = 324.0, 640.0  # pixels across: a phone's whole column, a sheet's whole width
HEAD, LINE, STRIP, EDGE = 58.0, 15.0, 30.0, 8.0
LETTER = 7.0  # pixels of a wide letter, by which a name goes on in a second line
CLEAR, ALIKE, UNKNOWN = "clear difference", "no clear difference", "nobody to tell of"


def figure(value: float | None, unit: str, *, signed: bool = False) -> str:
    """A figure as page and picture write it: one decimal for percentages, two for what is counted a person."""
    if value is None:
        return "not known"
    places = 1 if unit == "%" else 2
    rounded = round(value, places)  # what rounds to nothing has no sign
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):.{places}f}"


def interval(row: Difference) -> str:
    """The two ends of the interval of a difference, or nothing where there is none."""
    if row.interval is None:
        return ""
    low, high = (figure(end, row.unit, signed=True) for end in (row.interval.low, row.interval.high))
    return f"{low} to {high}"


def word(row: Difference) -> str:
    """What a difference is, in words; never which of the two is better."""
    if row.difference is None:
        return UNKNOWN
    return CLEAR if row.clear else ALIKE


def title(row: Difference) -> str:
    """What a row is about, as it begins a line."""
    return f"{row.says[:1].upper()}{row.says[1:]}"


def scale(unit: str) -> str:
    """What an axis counts."""
    if unit == "%":
        return "percentage points"
    return "hours a person" if unit.startswith("hours") else "number a person"


def by_scale(rows: Sequence[Difference]) -> dict[str, list[Difference]]:
    """The rows of each axis, in their order."""
    found: dict[str, list[Difference]] = {}
    for row in rows:
        found.setdefault(scale(row.unit), []).append(row)
    return found


def reach(rows: Sequence[Difference]) -> float:
    """How far an axis goes to either side of zero: the next 1, 2 or 5 times a power of ten."""
    ends = [abs(v) for r in rows if r.interval for v in (r.interval.low, r.interval.high)]
    most = max([*ends, 0.0])
    if most == 0:
        return 1.0
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most)


def pictures(rows: Sequence[Difference], width: float) -> tuple[SafeString, ...]:
    """One picture for each scale, with its zero at the same place: second minus first."""
    return tuple(_picture(counts, group, width) for counts, group in by_scale(rows).items())


def _picture(counts: str, group: Sequence[Difference], width: float) -> SafeString:
    names = [wrap(title(row), int(width / LETTER)) for row in group]
    on = Drawing(width, HEAD + sum(LINE * (len(name) + 1) + STRIP for name in names))
    axis = Axis(reach(group), width)
    on.text("c-val", 0, 14, f"Simulated: {counts}")
    on.text("c-ax", 0, 32, "less with the second")
    on.text("c-ax", width, 32, "more with the second", "end")
    for share, anchor in zip(axis.shares, ("start", "middle", "middle", "middle", "end"), strict=True):
        words = f"{share * axis.most:+g}".replace("-", MINUS) if share else "0"
        on.text("c-ax", axis.x(share * axis.most) + (share == 1) * EDGE - (share == -1) * EDGE, 50, words, anchor)
    top, said = HEAD, []
    for row, name in zip(group, names, strict=True):
        for number, line in enumerate(name, 1):
            on.text("c-name", 0, top + LINE * number, line)
        words = _words(row)
        top += LINE * (len(name) + 1)
        on.text("c-miss-t" if row.difference is None else "c-ax", 0, top, words)
        _strip(on, axis, row, top + STRIP / 2)
        top += STRIP
        said.append(f"{title(row)}: {words}.")
    return on.svg(
        "traj", " ".join([f"Simulated: {counts}, second minus first.", *said, "The same stands in the table."])
    )


def _words(row: Difference) -> str:
    if row.difference is None:
        return word(row)
    ends = f" ({interval(row)})" if row.interval else ""
    return f"{figure(row.difference, row.unit, signed=True)}{ends}, {word(row)}"


def _strip(on: Drawing, axis: "Axis", row: Difference, y: float) -> None:
    """The dot on its line, between the marks of the axis."""
    for share in axis.shares:
        on.path("c-grid" if share else "c-other", "M", axis.x(share * axis.most), y - 10, "V", y + 10)
    if row.interval:
        on.path("c-line", "M", axis.x(row.interval.low), y, "H", axis.x(row.interval.high))
    if row.difference is not None:
        on.circle("c-pt" if row.clear else "c-other-p", axis.x(row.difference), y, 5.5)


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``-most`` to ``most``, with zero in the middle."""

    most: float
    width: float
    shares: tuple[float, ...] = (-1.0, -0.5, 0.0, 0.5, 1.0)  # where its marks stand

    def x(self, value: float) -> float:
        """The place across."""
        return self.width / 2 + value / self.most * (self.width / 2 - EDGE)
