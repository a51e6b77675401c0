"""The lanes of the course: doses, therapy, measures, one mark each; what was missed is drawn too."""

from datetime import datetime
from itertools import pairwise

from openkap.clinical.outcomes.measured import Coming
from openkap.interfaces.clinician.course.axis import TimeAxis
from openkap.interfaces.clinician.course.readmodel import Course, Dose, Given
from openkap.interfaces.components.drawing import Drawing

DOSES, THERAPY, MEASURES = 34, 68, 102
CLOSE = 24  # doses nearer than this shrink, and their number stands above where it finds room
ROUND = 9.5  # a visit; those that would overlap shrink and lose their letter


def crowded(places: list[float], reach: float) -> set[float]:
    """The places that stand nearer than ``reach`` to a neighbour, and so have no room for words."""
    return {place for pair in pairwise(sorted(places)) if pair[1] - pair[0] < reach for place in pair}


def _named(places: list[float]) -> set[float]:
    """Of crowded places those whose number still finds room above: the first, and each far enough from the last one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] >= CLOSE:
            found.append(place)
    return set(found)


def _dose(on: Drawing, x: float, dose: Dose, *, small: bool, named: bool) -> None:
    if small and dose.number and named:
        on.text("t-plan-n", x, DOSES - 12, dose.number, "middle")
    if dose.given in {Given.GIVEN, Given.OPEN}:
        on.diamond("t-dose", x, DOSES, 6 if small else 11)
        if dose.number and not small:
            on.text("t-dose-n", x, DOSES + 4.5, dose.number, "middle")
    elif small:
        on.diamond({Given.HELD: "t-held", Given.MISSED: "t-miss"}.get(dose.given, "t-plan"), x, DOSES, 6)
    elif dose.given is Given.HELD:
        on.diamond("t-held", x, DOSES, 10)
        on.path("t-held", "M", x - 3.5, DOSES - 3.5, "l", 7, 7, "m", 0, -7, "l", -7, 7)
    elif dose.given is Given.MISSED:
        on.diamond("t-miss", x, DOSES, 10)
    else:
        on.diamond("t-plan", x, DOSES, 11)
        if dose.number:
            on.text("t-plan-n", x, DOSES + 4.5, dose.number, "middle")


def _measures(on: Drawing, axis: TimeAxis, course: Course, now: datetime) -> None:
    measure = course.measures[0]
    for score in measure.scores:
        on.box("t-me", axis.x(score.at) - 5, MEASURES - 5, 10, 10, 1.5)
    for due in measure.plan:
        state = due.coming(now)
        if state in {Coming.MISSING, Coming.INCOMPLETE}:
            on.box("t-miss", axis.x(due.due_at) - 5.5, MEASURES - 5.5, 11, 11, 1.5)
        elif state in {Coming.PLANNED, Coming.OPEN}:
            on.box("t-plan", axis.x(due.due_at) - 5, MEASURES - 5, 10, 10, 1.5)


def lanes(on: Drawing, axis: TimeAxis, course: Course, now: datetime) -> None:
    """Draw the three lanes; a course without dosing has no lane of doses."""
    names = ((DOSES, "Doses"), (THERAPY, "Therapy"), (MEASURES, "Measures"))
    for y, name in names[0 if course.has_dosing else 1 :]:
        on.text("c-name", 0, y + 5, name)
        on.path("c-lane", "M", axis.left, y, "H", axis.right)
    close = crowded([axis.x(d.at) for d in course.doses], CLOSE)
    named = _named(list(close))
    for dose in course.doses:
        x = axis.x(dose.at)
        _dose(on, x, dose, small=x in close, named=x in named)
    dense = crowded([axis.x(v.at) for v in course.visits], 2 * ROUND)
    for visit in course.visits:
        x, cls = axis.x(visit.at), {"done": "t-th", "missed": "t-miss"}.get(visit.state, "t-plan")
        on.circle(cls, x, THERAPY, 5 if x in dense else ROUND)
        if x not in dense:
            on.text("t-th-n" if visit.state == "done" else "t-plan-n", x, THERAPY + 4, visit.letter, "middle")
    if course.measures:
        _measures(on, axis, course, now)
