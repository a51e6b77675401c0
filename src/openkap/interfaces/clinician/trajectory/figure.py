"""The picture: this person's scores as a line; beside it, apart in look and words, where groups of others stood."""

from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from openkap.clinical.outcomes.landmarks import Group, Mark
from openkap.clinical.values import Known
from openkap.interfaces.clinician.course import panels
from openkap.interfaces.clinician.course.axis import TimeAxis, ValueAxis
from openkap.interfaces.clinician.course.readmodel import Course
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.trajectory import Trajectory
from openkap.interfaces.components.wording import quantity, short_day

WIDTH, LEFT, RIGHT, TOP, TALL = 840.0, 92.0, 824.0, 40.0, 260.0
WIDE = 12.0  # pixels of a group's band
TICK_ROOM = 30


def figure(found: Trajectory, now: datetime) -> SafeString:
    """Draw it; a group stands at its own day after treatment began."""
    axis = TimeAxis(found.first, found.last, LEFT, RIGHT)
    place = ValueAxis(found.measure.rules.low, found.measure.rules.high, TOP, TOP + TALL)
    on = Drawing(WIDTH, place.bottom + 30)
    for tick in axis.ticks():
        on.path("c-grid", "M", axis.x(tick), TOP, "V", place.bottom)
        on.text("c-ax", axis.x(tick), place.bottom + 18, short_day(tick), "middle")
    course = Course("", bool(found.doses), found.began_at, found.first, found.last)
    panels.scores(on, axis, place, found.measure, course, now)
    for at in found.doses:
        if axis.first <= at.date():
            on.path("c-dose-l", "M", axis.x(at), TOP, "V", place.bottom)
    if found.began_at is not None:
        for number, group in enumerate(found.groups):
            _group(on, axis.x(found.began_at + timedelta(days=group.day)), place, group, number)
    return on.svg("traj", _said(found))


def _group(on: Drawing, x: float, place: ValueAxis, group: Group, number: int) -> None:
    """A band where one was read, and a tick with its share at each mark."""
    x += number * 3 * WIDE / 2  # groups of one day stand side by side
    if group.band:
        best, worst, _ = group.band
        top, bottom = sorted((place.y(best), place.y(worst)))
        on.box("c-past-band", x - WIDE / 2, top, WIDE, max(bottom - top, 1))
    for mark in group.landmarks:
        y = place.y(mark.level)
        on.path("c-other", "M", x - WIDE, y, "H", x + WIDE)
        if mark.deviation is not None:
            low, high = place.y(mark.level - mark.deviation), place.y(mark.level + mark.deviation)
            on.path("c-other", "M", x, low, "V", high)
        if mark.mark is Mark.MEAN:
            on.circle("c-other-p", x, y, 4)
    on.text("c-other-t", x, TOP - 6, chr(ord("A") + number), "middle")


def _said(found: Trajectory) -> str:
    before, after = found.measure.standing.baseline, found.measure.standing.latest
    start = quantity(before.value.value) if isinstance(before, Known) else "unknown"
    end = quantity(after.value.value) if isinstance(after, Known) else "unknown"
    beside = f" Beside it stand {len(found.groups)} published groups." if found.groups else ""
    words = f"{found.measure.rules.measure} from {start} before treatment to {end} now.{beside}"
    return f"{words} The same values stand in the tables below."
