"""The person's scores as a line, drawn for the width of a phone. A day without a score is a dashed mark."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.safestring import SafeString

from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.measures import Measure, gaps
from openkap.interfaces.components.wording import day, quantity

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 320.0, 40.0, 296.0, 44.0, 188.0
DAY = timedelta(days=1)
EDGE = 60.0  # words of a line so near to an edge stand on the side that has room


def figure(measure: Measure, began_at: datetime | None, now: datetime) -> SafeString:
    """Draw a measure that has a score."""
    missing, rules = gaps(measure, now), measure.rules
    marks = [*(s.at for s in measure.scores), *missing, *([began_at] if began_at else [])]
    first, last = min(marks), max(*marks, min(marks) + DAY)
    on = Drawing(WIDTH, BOTTOM + 28)

    def x(at: datetime) -> float:
        return LEFT + (at - first) / (last - first) * (RIGHT - LEFT)

    def y(value: float) -> float:
        return BOTTOM - (value - float(rules.low)) / float(rules.high - rules.low) * (BOTTOM - TOP)

    for value in (rules.low, rules.high):
        on.path("c-grid", "M", LEFT, y(float(value)), "H", RIGHT)
        on.text("c-ax", LEFT - 8, y(float(value)) + 4, quantity(value), "end")
    on.text("c-ax", 0, 12, "Lower is better" if rules.lower_is_better else "Higher is better")
    if began_at:
        on.path("c-now", "M", x(began_at), TOP - 8, "V", BOTTOM)
        on.text("c-now-t", x(began_at), TOP - 13, "treatment begins", _side(x(began_at)))
    for gap in missing:
        on.path("c-missing", "M", x(gap), BOTTOM - 1, "v", -18)
    points = [(x(s.at), y(float(s.value))) for s in measure.scores]
    for (one, other), ((x1, y1), (x2, y2)) in zip(pairwise(measure.scores), pairwise(points), strict=True):
        dashed = any(one.at < gap < other.at for gap in missing)
        on.path("c-line c-gap" if dashed else "c-line", "M", x1, y1, "L", x2, y2)
    for place in points:
        on.circle("c-pt", *place, 5)
    for place, score in {points[0]: measure.scores[0], points[-1]: measure.scores[-1]}.items():
        on.text("c-val", place[0], place[1] - 11, quantity(score.value), "middle")
    on.text("c-ax", LEFT, BOTTOM + 20, day(min(marks)))
    if day(max(marks)) != day(min(marks)):
        on.text("c-ax", RIGHT, BOTTOM + 20, day(max(marks)), "end")
    return on.svg("traj", _said(measure))


def _side(x: float) -> str:
    if x < LEFT + EDGE:
        return "start"
    return "end" if x > RIGHT - EDGE else "middle"


def _said(measure: Measure) -> str:
    first, last = measure.scores[0], measure.scores[-1]
    ends = f"{quantity(first.value)} on {day(first.at)}"
    if last is not first:
        ends += f", {quantity(last.value)} on {day(last.at)}"
    return f"Your {measure.rules.measure} scores: {ends}. The same values stand in the table."
