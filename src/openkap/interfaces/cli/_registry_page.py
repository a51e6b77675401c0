"""The registry's report as one HTML file: every measure as a table, and a picture where one says it faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from openkap.clinical.outcomes.proportions import wilson
from openkap.interfaces.components.drawing import Drawing

STYLES = ("tokens.css", "charts.css", "registry.css")
HIDDEN = "\N{EN DASH}"
WORDS = {
    "gain_sum": "mean gain, points", "score_sum": "mean score", "doses_sum": "doses each",
    "with_urgent": "with an urgent call", "better": "better beyond chance", "worse": "worse beyond chance",
    "left": "last seen or responded", "silent": "clinics that kept a number back", "period": "period of 4 weeks",
}  # fmt: skip
LEFT, RIGHT, ROW = 190.0, 560.0, 26.0


@dataclass(frozen=True, slots=True)
class Part:
    """One measure on the page."""

    id: str
    title: str
    picture: SafeString | str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page(found: Mapping[str, Any]) -> str:
    """The whole file."""
    parts = [_part(figures, found["per_point"]) for figures in found["figures"]]
    styles = "\n".join(Path(_style(name)).read_text(encoding="utf-8") for name in STYLES)
    inside = mark_safe(f"<style>{styles}</style>")  # noqa: S308 (our own files; the page stands alone)
    context = {"found": found, "parts": parts, "styles": inside}
    return render_to_string("components/registry.html", context)


def _style(name: str) -> str:
    path = finders.find(f"components/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(f"The style sheet {name} is missing. Install OpenKAP again.")
    return path


def _part(figures: Mapping[str, Any], per_point: int) -> Part:
    names, within, sums = figures["names"], figures["within"], figures["sums"]
    columns = [*within, *(s for s in sums if not s.endswith("_squares"))]
    silent = ["silent"] if any("silent" in row for row in figures["rows"]) else []
    heads = tuple(WORDS.get(c, c).replace("_", " ").capitalize() for c in (*names, *columns, *silent))
    rows = tuple(
        (*(str(row[n]) for n in names), *(_cell(row, c, within, sums, per_point) for c in columns),
         *(str(row[s]) for s in silent))
        for row in figures["rows"]
    )  # fmt: skip
    return Part(figures["id"], figures["title"], _picture(figures, per_point), heads, rows)


def _cell(row: Mapping[str, Any], name: str, within: Mapping[str, str], sums: Mapping[str, str], unit: int) -> str:
    """A count with its share, a result with its Wilson interval too, or the mean of a sum."""
    value = row[name]
    if value is None:
        return HIDDEN
    outer = {**within, **sums}
    of = of_count(row, name, outer)
    if name in sums:
        return f"{value / of / (1 if name == 'doses_sum' else unit):.1f}" if of else HIDDEN
    if not of:
        return f"{value:,}"
    if outer[name] != "analysed":
        return f"{value:,} ({value / of:.0%})"
    band = wilson(value, of)
    return f"{value:,} ({value / of:.0%}, {band.low:.0%} to {band.high:.0%})"


def of_count(row: Mapping[str, Any], name: str, outer: Mapping[str, str]) -> int | None:
    """What a figure is a part of; where clinics were added up, of those that told it."""
    return row.get(f"{name}_of", row[outer[name]]) if outer[name] else None


def _picture(figures: Mapping[str, Any], unit: int) -> SafeString | str:
    if "response" in figures["within"]:
        return _shares(figures)
    if figures["id"].endswith("-weeks"):
        return _means(figures, unit)
    return ""


def _shares(figures: Mapping[str, Any]) -> SafeString | str:
    """The share that responded, a row each, with its interval."""
    outer = {**figures["within"], **figures["sums"]}
    told = [(str(row[figures["names"][0]]), row["response"], of) for row in figures["rows"]
            if row["response"] is not None and (of := of_count(row, "response", outer))]  # fmt: skip
    if not told:
        return ""
    on = Drawing(RIGHT + 130, 34 + ROW * len(told))
    for tenth in range(0, 11, 2):
        x = LEFT + (RIGHT - LEFT) * tenth / 10
        on.path("c-grid", "M", x, 18, "V", 20 + ROW * len(told))
        on.text("c-ax", x, 12, f"{tenth * 10} %", "middle")
    for number, (name, met, of) in enumerate(told):
        y, band = 34 + ROW * number, wilson(met, of)
        low, high, at = (LEFT + (RIGHT - LEFT) * share for share in (band.low, band.high, met / of))
        on.text("c-name", 0, y + 4, name)
        on.line("c-line", [(low, y), (high, y)])
        on.circle("c-pt", at, y, 5)
        on.text("c-ax", RIGHT + 12, y + 4, f"{met / of:.0%} of {of:,}")
    said = "; ".join(f"{name}: {met / of:.0%} of {of} responded" for name, met, of in told)
    return on.svg("traj", f"Share that responded, with 95 % intervals. {said}.")


def _means(figures: Mapping[str, Any], unit: int) -> SafeString | str:
    """The mean score by week with its 95 % interval, a line for each product."""
    lines = _lines(figures, unit)
    if not lines:
        return ""
    top = max(mean + reach for points in lines.values() for _, mean, reach in points) or 1.0
    last = max(points[-1][0] for points in lines.values())
    on = Drawing(RIGHT + 130, 240)

    def x(week: float) -> float:
        return 40 + (RIGHT - 40) * (week + 1) / max(1, last + 1)

    def y(score: float) -> float:
        return 210 - 195 * score / top

    for part in range(5):
        on.path("c-grid", "M", 40, y(top * part / 4), "H", RIGHT)
        on.text("c-ax", 34, y(top * part / 4) + 4, f"{top * part / 4:.0f}", "end")
    for week in range(0, last + 1, 4):
        on.text("c-ax", x(week), 230, f"week {week}", "middle")
    for points in lines.values():
        upper = [(x(w), y(m + r)) for w, m, r in points]
        lower = [(x(w), y(m - r)) for w, m, r in reversed(points)]
        on.path("c-past-band", "M", *upper[0], *(s for p in (*upper[1:], *lower) for s in ("L", *p)), "Z")
        on.line("c-line", [(x(w), y(m)) for w, m, _ in points])
    below = 0.0
    for end, product in sorted((y(points[-1][1]), product) for product, points in lines.items()):
        below = max(end, below + 16)  # names never lie on each other
        on.text("c-name", RIGHT + 8, below, product)
    said = "; ".join(f"{p}: {points[0][1]:.1f} at first, {points[-1][1]:.1f} in week {points[-1][0]}"
                     for p, points in lines.items())  # fmt: skip
    return on.svg("traj", f"Mean score by week, with 95 % intervals. {said}.")


def _lines(figures: Mapping[str, Any], unit: int) -> dict[str, list[tuple[int, float, float]]]:
    """By product its weeks in order: the mean in points, and half of its 95 % interval."""
    lines: dict[str, list[tuple[int, float, float]]] = {}
    outer = {**figures["within"], **figures["sums"]}
    for row in sorted(figures["rows"], key=lambda row: int(row["week"])):
        of = of_count(row, "score_sum", outer)
        if row["score_sum"] is not None and of and of > 1:
            mean = row["score_sum"] / of
            spread = sqrt(max(0.0, row["score_squares"] / of - mean * mean) / of)
            lines.setdefault(row["product"], []).append((row["week"], mean / unit, 1.96 * spread / unit))
    return lines
