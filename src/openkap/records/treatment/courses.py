"""Starting a course, and changing what it consists of at a dated review."""

from datetime import date, datetime
from uuid import UUID

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.treatment.models import Course, CourseChange, CourseKind, CourseStatus

DECIDERS = ("prescriber", "therapist")


@service
def start_course(*, by: Actor, patient_id: UUID, kind: str, because: str, started_on: date, now: datetime) -> Course:
    """Start a course of this kind. With ketamine only a prescriber starts one; a person has one at a time."""
    _may_decide(by, kind)
    patient = patient_here(by, patient_id)
    if Course.objects.filter(patient=patient, status=CourseStatus.ACTIVE).exists():
        raise RefusedError("There is a course already. Change it at a review, or end it first.")
    course = Course.objects.create(patient=patient, kind=_kind(kind), started_on=started_on)
    note_change(by=by, course=course, before="", after=kind, reviewed_on=started_on, because=because, now=now)
    return course


@service
def change_course(*, by: Actor, course_id: UUID, kind: str, because: str, reviewed_on: date, now: datetime) -> Course:
    """Change what a course consists of, at a dated review. Nothing that happened before is lost."""
    course = active_course(by, course_id)
    if course.kind == _kind(kind):
        raise RefusedError(f"The course is {course.get_kind_display().lower()} already. Choose another kind.")
    _may_decide(by, kind)
    if reviewed_on < course.started_on:
        raise RefusedError("The review lies before the start of the course. Check the date.")
    before, course.kind = course.kind, kind
    course.save()
    note_change(by=by, course=course, before=before, after=kind, reviewed_on=reviewed_on, because=because, now=now)
    return course


def _kind(kind: str) -> str:
    if kind not in CourseKind.values:
        raise RefusedError("A course is psychotherapy, ketamine, or both. Choose one.")
    return kind


def _may_decide(by: Actor, kind: str) -> None:
    if _kind(kind) == CourseKind.PSYCHOTHERAPY:
        require_role(by, *DECIDERS, doing="decide on a course of psychotherapy")
    else:
        require_role(by, "prescriber", doing="decide on a course with ketamine")


def patient_here(by: Actor, patient_id: UUID) -> Patient:
    """The person, at the actor's site; refuse otherwise."""
    patient = Patient.objects.select_related("site").filter(id=patient_id, site_id=by.site).first()
    if patient is None:
        raise RefusedError("There is no such person here. Go back to the list of patients.")
    return patient


def active_course(by: Actor, course_id: UUID) -> Course:
    """The course, locked, while it is active at the actor's site; refuse otherwise."""
    found = Course.objects.select_for_update(of=("self",)).select_related("patient__site")
    course = found.filter(id=course_id, patient__site_id=by.site).first()
    if course is None or course.status != CourseStatus.ACTIVE:
        raise RefusedError("There is no such course here, or it has ended. Open the person's plan again.")
    return course


@service
def note_change(
    *, by: Actor, course: Course, before: str, after: str, reviewed_on: date, because: str, now: datetime
) -> None:
    """Keep what became of a course, when it was reviewed, and why."""
    if not because.strip():
        raise RefusedError("Say in a sentence why.")
    CourseChange.objects.create(
        course=course,
        from_kind=before,
        to_kind=after,
        reviewed_on=reviewed_on,
        because=because.strip(),
        recorded_at=now,
        recorded_by_id=by.id,
    )
