"""The panels under the lanes: scores on their bands, and blood pressure from before the dose to its peak."""

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from openkap.clinical.values import Known
from openkap.interfaces.clinician.course.axis import TimeAxis, ValueAxis
from openkap.interfaces.clinician.course.readmodel import Course
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.measures import Measure, gaps
from openkap.interfaces.components.wording import quantity

CLOSE = 22.0  # values nearer than this stand without their number: the table beneath has them

BESIDE = 44.0  # so far after the last score, that its value keeps its place
WORDS = 270.0  # pixels that a rule's words and the name of a band need beside each other


def _ground(on: Drawing, axis: TimeAxis, place: ValueAxis, measure: Measure, *, tall: bool) -> None:
    rules = measure.rules
    if tall:
        for number, band in enumerate(measure.bands[:5], 1):
            following = measure.bands[number].low if number < len(measure.bands) else rules.high
            top, bottom = place.y(following), place.y(band.low)
            on.box(f"c-b{number}", axis.left, top, axis.right - axis.left, bottom - top)
            on.text("c-band", axis.right - 6, (top + bottom) / 2 + 4, band.name.capitalize(), "end")
    edges = [b.low for b in measure.bands] if tall else [rules.low]
    for value in (*edges, rules.high):
        on.path("c-grid", "M", axis.left, place.y(value), "H", axis.right)
        on.text("c-ax", axis.left - 8, place.y(value) + 4, quantity(value), "end")
    on.text("c-name", 0, place.top + 14, rules.measure)
    words = [f"{quantity(rules.low)} to {quantity(rules.high)},"]
    words += ["lower is", "better"] if rules.lower_is_better else ["higher is", "better"]
    for line, said in enumerate(words if tall else words[:1]):
        on.text("c-ax", 0, place.top + 31 + 15 * line, said.rstrip(",") if not tall else said)


def _rules(on: Drawing, axis: TimeAxis, place: ValueAxis, measure: Measure, began_at: datetime) -> None:
    rules, start = measure.rules, measure.standing.baseline
    x, way = axis.x(began_at), "lower" if rules.lower_is_better else "higher"
    lines: list[tuple[float, str]] = []
    if rules.response and rules.low == 0 and isinstance(start, Known) and start.value.value:
        share = 1 - rules.response.value / 100 if rules.lower_is_better else 1 + rules.response.value / 100
        level = start.value.value * share
        lines.append((place.y(level), f"response, {quantity(level)} or {way}"))
    if rules.remission:
        lines.append((place.y(rules.remission.value), f"remission, {quantity(rules.remission.value)} or {way}"))
    after = max((axis.x(s.at) for s in measure.scores), default=x) + BESIDE
    free = after if axis.right - after > WORDS else axis.left + 6  # where no score stands: after, else before treatment
    for y, words in lines:
        on.path("c-rule", "M", x, y, "H", axis.right)
        on.text("c-rule-t", free, y - 5, words)


def _missing_between(gaps: list[datetime], one: datetime, other: datetime) -> bool:
    return any(one < gap < other for gap in gaps)


def scores(on: Drawing, axis: TimeAxis, place: ValueAxis, measure: Measure, course: Course, now: datetime) -> None:
    """One measure: bands, rules, scores joined; across a missing one the line is dashed."""
    tall = place.bottom - place.top > 150
    _ground(on, axis, place, measure, tall=tall)
    if tall and course.began_at:
        _rules(on, axis, place, measure, course.began_at)
    missing = gaps(measure, now)
    for gap in missing:
        on.path("c-missing", "M", axis.x(gap), place.bottom - 1, "v", -16)
        if tall and len(missing) < 8:
            on.text("c-miss-t", axis.x(gap), place.bottom - 22, "missing", "middle")
    shown = [s for s in measure.scores if axis.first <= s.at.date()]
    points = [(axis.x(s.at), place.y(s.value)) for s in shown]
    for (one, other), ((x1, y1), (x2, y2)) in zip(pairwise(shown), pairwise(points), strict=True):
        dashed = _missing_between(missing, one.at, other.at)
        on.path("c-line c-gap" if dashed else "c-line", "M", x1, y1, "L", x2, y2)
    written = -CLOSE
    for number, (score, (x, y)) in enumerate(zip(shown, points, strict=True)):
        on.circle("c-pt", x, y, 5 if tall else 4)
        last = number == len(shown) - 1
        if last:
            on.text("c-val", x + 10, y + 5, quantity(score.value))
        elif x - written >= CLOSE and points[-1][0] - x >= CLOSE:
            on.text("c-val", x, y - 10, quantity(score.value), "middle")
            written = x


def pressures(on: Drawing, axis: TimeAxis, place: ValueAxis, course: Course) -> None:
    """Systolic pressure of each dose, from before to its peak."""
    for line, words in enumerate(("before", "to peak,", "mmHg")):
        on.text("c-ax", 0, place.top + 31 + 15 * line, words)
    on.text("c-name", 0, place.top + 14, "Systolic")
    for value in (120, 160, 200):
        on.path("c-grid", "M", axis.left, place.y(value), "H", axis.right)
        on.text("c-ax", axis.left - 8, place.y(value) + 4, value, "end")
    if course.call_above:
        y = place.y(course.call_above)
        on.path("c-limit", "M", axis.left, y, "H", axis.right)
        on.text("c-lim-t", axis.left + 6, y - 4, f"call above {course.call_above}")
    written = -CLOSE
    for dose in course.doses:
        if dose.before is None or dose.peak is None:
            continue
        x, low, high = axis.x(dose.at), place.y(dose.before.systolic), place.y(dose.peak.systolic)
        alert = " c-rise-alert" if dose.peak_alerted else ""
        on.path(f"c-rise{alert}", "M", x, low - 3.5, "V", high + 2)
        on.circle("c-from", x, low, 3.5)
        on.path("c-mark c-mark-alert" if alert else "c-mark", "M", x - 6, high - 4.5, "h", 12, "l", -6, 9, "Z")
        if x - written >= CLOSE or dose.peak_alerted:
            on.text("c-val c-val-s", x, high - 9, dose.peak.systolic, "middle")
            written = x


PRESSURE = (Decimal(120), Decimal(200))
