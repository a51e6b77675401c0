"""The picture of a course: lanes, scores, pressure, on one axis of time, with *today* and the shaded future."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from openkap.clinical.values import Known
from openkap.interfaces.clinician.course import lanes, panels
from openkap.interfaces.clinician.course.axis import TimeAxis, ValueAxis
from openkap.interfaces.clinician.course.readmodel import Course, Given
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.wording import quantity, short_day

WIDTH, LEFT, RIGHT, TOP = 840, 92, 824, 164
TALL, SHORT, SPACE = 232, 92, 34
TICK_ROOM = 30  # pixels that a day needs before the break
NEAR = timedelta(days=28)  # the time ahead that is drawn to scale


def _said(course: Course) -> str:
    given = sum(1 for d in course.doses if d.given is Given.GIVEN) + course.earlier_doses + course.later_doses
    words = [f"{given} doses given."] if course.has_dosing else []
    for measure in course.measures:
        before, after = measure.standing.baseline, measure.standing.latest
        start = quantity(before.value.value) if isinstance(before, Known) else "unknown"
        end = quantity(after.value.value) if isinstance(after, Known) else "unknown"
        words.append(f"{measure.rules.measure} from {start} before treatment to {end} now.")
        if measure.measured.missing:
            words.append(f"{len(measure.measured.missing)} missing.")
    return " ".join([*words, "The same values stand in the table below."])


def _places(course: Course) -> tuple[list[ValueAxis], ValueAxis | None, float]:
    top, found = float(TOP), []
    for number, measure in enumerate(course.measures):
        height = TALL if number == 0 else SHORT
        found.append(ValueAxis(measure.rules.low, measure.rules.high, top, top + height))
        top += height + SPACE
    pressed = any(d.before and d.peak for d in course.doses)
    low, high = panels.PRESSURE
    pressure = ValueAxis(low, high, top, top + SHORT - 8) if pressed else None
    return found, pressure, (pressure.bottom if pressure else top - SPACE)


def _break(on: Drawing, axis: TimeAxis, bottom: float) -> None:
    """Where the scale changes: a line, and the words under what is later."""
    on.path("c-break", "M", axis.split, 18, "V", bottom)
    on.text("c-ax", (axis.split + axis.right) / 2, bottom + 18, f"later, to {short_day(axis.last)}", "middle")


def figure(course: Course, now: datetime) -> SafeString:
    """Draw it. Instants stand where the active time zone has them."""
    axis = TimeAxis(course.starts_on, course.ends_on, LEFT, RIGHT, near=timezone.localdate(now) + NEAR)
    places, pressure, bottom = _places(course)
    on = Drawing(WIDTH, bottom + 30)
    today = axis.x(now)
    shows_today = timezone.localdate(now) <= course.ends_on
    if shows_today:
        on.box("c-future", today, 18, max(RIGHT - today, 0), bottom - 18)
    for tick in axis.ticks():
        x = axis.x(datetime.combine(tick, datetime.min.time(), timezone.get_current_timezone()))
        on.path("c-grid", "M", x, 18, "V", bottom)
        if not axis.is_broken or x < axis.split - TICK_ROOM:
            on.text("c-ax", x, bottom + 18, short_day(tick), "middle")
    if axis.is_broken:
        _break(on, axis, bottom)
    on.path("c-now", "M", today, 14, "V", bottom)
    on.text("c-now-t", today, 10, "today", "middle")
    lanes.lanes(on, axis, course, now)
    for measure, place in zip(course.measures, places, strict=True):
        panels.scores(on, axis, place, measure, course, now)
    for dose in course.doses:
        if dose.given is Given.GIVEN:
            on.path("c-dose-l", "M", axis.x(dose.at), TOP, "V", bottom)
    if pressure:
        panels.pressures(on, axis, pressure, course)
    return on.svg("traj", _said(course))
