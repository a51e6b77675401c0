"""What is known of one person on one measure: scores, when treatment began, shape so far, and groups to lay beside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.outcomes.classes import Shape, shape
from openkap.clinical.outcomes.landmarks import Group, groups
from openkap.clinical.values import Known
from openkap.content import catalogue
from openkap.interfaces.components.measures import Measure, measures
from openkap.interfaces.components.telling import courses_title
from openkap.records.assessments import selectors as assessments
from openkap.records.dosing.selectors import CourseSessions, course_sessions
from openkap.records.reporting.outcomes import standards
from openkap.records.scheduling import selectors as scheduling
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.scheduling.models import Visit as Booked

NEWEST = 20  # doses whose days are drawn
ROOM = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One measure of one person; ``groups`` is empty where no study agrees or where no score stands before treatment.

    ``others`` names the measures that could be looked at instead.
    """

    measure: Measure
    began_at: datetime | None
    doses: tuple[datetime, ...]
    product: str
    shape: Shape
    groups: tuple[Group, ...]
    others: tuple[tuple[str, str], ...]
    first: date
    last: date

    @property
    def title(self) -> str:
        """What the courses are called that the groups had too."""
        return courses_title(self.product) if self.product else ""


def began_at(sessions: CourseSessions, booked: "list[Booked]", *, has_dosing: bool) -> datetime | None:
    """The first dose; where there is no dosing, the first visit that took place."""
    if has_dosing or sessions.first_at:
        return sessions.first_at
    return next((v.planned_at for v in booked if v.status in {"arrived", "finished"}), None)


def trajectory_of(patient: "Patient", measure_id: str, now: datetime) -> Trajectory | None:
    """The measure that was asked for, else the first of the course page; None before anything was sent."""
    found = trajectories_of(patient, now)
    return next((t for t in found if t.measure.pin.id == measure_id), found[0] if found else None)


def trajectories_of(patient: "Patient", now: datetime) -> tuple[Trajectory, ...]:
    """Every measure of this person, in the order of the course page; as many queries whatever their number."""
    sessions = course_sessions(patient.id, NEWEST)
    course = treatment.newest_courses([patient.id]).get(patient.id)
    has_dosing = bool(sessions.lines) or bool(course and course.kind != "psychotherapy")
    began = began_at(sessions, scheduling.visits_of(patient.id), has_dosing=has_dosing)
    found = measures(assessments.sent(patient.id), began, now)
    plans = treatment.plans(course) if course and found else []
    product = next((p.product["id"] for p in plans if p.product), "")
    doses = tuple(line.at for line in sessions.lines if line.number)
    return tuple(_one(measure, found, began, doses, product, timezone.localdate(now)) for measure in found)


def _one(
    measure: Measure, found: tuple[Measure, ...], began: datetime | None, doses: tuple[datetime, ...], product: str,
    today: date,
) -> Trajectory:  # fmt: skip
    beside = _groups(measure, product)
    days = [timezone.localdate(s.at) for s in measure.scores] + [timezone.localdate(d.due_at) for d in measure.plan]
    ends = [timezone.localdate(began) + timedelta(days=g.day) for g in beside] if began else []
    return Trajectory(
        measure=measure,
        began_at=began,
        doses=doses,
        product=product,
        shape=shape(measure.rules, measure.scores, began, standards()),
        groups=beside,
        others=tuple((m.pin.id, m.rules.measure) for m in found if m is not measure),
        first=min([*days, today]) - ROOM,
        last=max([*days, *ends, today]) + ROOM,
    )


def _groups(measure: Measure, product: str) -> tuple[Group, ...]:
    start = measure.standing.baseline
    if not isinstance(start, Known) or not product:
        return ()
    studies = [s for e in catalogue.entries("comparisons") for s in e.value.studies]
    return groups(measure.rules, start.value.value, studies, measure.pin.id, product)
