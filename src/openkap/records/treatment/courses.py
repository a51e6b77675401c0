"""Starting a course, changing what it consists of at a dated review, and ending it with somewhere to go."""

from datetime import date, datetime
from uuid import UUID

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role, site_of
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.treatment.models import (
    Alternative,
    Course,
    CourseChange,
    CourseKind,
    CourseStatus,
    Ending,
    Outcome,
    ReferralLetter,
)
from openkap.records.treatment.sealing import digest_of

DECIDERS = ("prescriber", "therapist")
NEEDS_ALTERNATIVE = {Outcome.UNSUITABLE, Outcome.DECLINED}
NEEDS_LETTER = {Alternative.REFERRAL, Alternative.BACK_TO_REFERRER}


@service
def start_course(*, by: Actor, patient_id: UUID, kind: str, because: str, started_on: date, now: datetime) -> Course:
    """Start a course of this kind. With ketamine only a prescriber starts one; a person has one at a time."""
    _may_decide(by, kind)
    patient = _patient(by, patient_id)
    if patient.courses.filter(status=CourseStatus.ACTIVE).exists():
        raise RefusedError("There is a course already. Change it at a review, or end it first.")
    course = Course.objects.create(patient=patient, kind=_kind(kind), started_on=started_on)
    _note(by, course, "", kind, started_on, because, now)
    return course


@service
def change_course(*, by: Actor, course_id: UUID, kind: str, because: str, reviewed_on: date, now: datetime) -> Course:
    """Change what a course consists of, at a dated review. Nothing that happened before is lost."""
    course = _active(by, course_id)
    if course.kind == _kind(kind):
        raise RefusedError(f"The course is {course.get_kind_display().lower()} already. Choose another kind.")
    _may_decide(by, kind)
    if reviewed_on < course.started_on:
        raise RefusedError("The review lies before the start of the course. Check the date.")
    before, course.kind = course.kind, kind
    course.save()
    _note(by, course, before, kind, reviewed_on, because, now)
    return course


@service
def end_course(
    *,
    by: Actor,
    course_id: UUID,
    outcome: str,
    because: str,
    decided_on: date,
    now: datetime,
    alternative: str = "",
    letter: tuple[str, str, str] | None = None,
) -> Ending:
    """End a course. *Not suitable* and *decided against it* name what is offered instead; a referral has its letter.

    ``letter`` is to whom, subject and text. *Psychotherapy here* starts that course in the same moment.
    """
    course = _active(by, course_id)
    require_role(by, *DECIDERS, doing="end a course")
    course.status, course.finished_on = CourseStatus.FINISHED, decided_on
    course.save()
    _note(by, course, course.kind, "", decided_on, because, now)
    return _end(by, course.patient, course, outcome, alternative, because, decided_on, letter, now)


@service
def end_without_course(
    *,
    by: Actor,
    patient_id: UUID,
    outcome: str,
    because: str,
    decided_on: date,
    now: datetime,
    alternative: str,
    letter: tuple[str, str, str] | None = None,
) -> Ending:
    """Record that no course begins (not suitable, or decided against it) and what is offered instead."""
    require_role(by, *DECIDERS, doing="decide that no course begins")
    patient = _patient(by, patient_id)
    if outcome not in NEEDS_ALTERNATIVE:
        raise RefusedError("No course has begun, so it can only be not suitable, or decided against. Choose one.")
    if patient.courses.filter(status=CourseStatus.ACTIVE).exists():
        raise RefusedError("A course is active. End that one instead.")
    return _end(by, patient, None, outcome, alternative, because, decided_on, letter, now)


@service
def write_letter(
    *, by: Actor, patient_id: UUID, to: str, subject: str, body: str, now: datetime, ending_id: UUID | None = None
) -> ReferralLetter:
    """Seal a referral letter. It stays as it is; a mistake is mended by writing another."""
    require_role(by, *DECIDERS, doing="write a referral letter")
    patient = _patient(by, patient_id)
    texts = {"to": to.strip(), "subject": " ".join(subject.split()), "body": body.strip()}
    for name, text in texts.items():
        if not text:
            raise RefusedError(f"The letter has no {'recipient' if name == 'to' else name}. Fill it in.")
    return ReferralLetter.objects.create(
        patient=patient,
        ending_id=ending_id,
        **texts,
        written_at=now,
        written_by_id=by.id,
        written_by_label=by.label,
        digest=digest_of([str(patient.id), texts, now.isoformat(), str(by.id)]),
    )


def _end(
    by: Actor,
    patient: Patient,
    course: Course | None,
    outcome: str,
    alternative: str,
    because: str,
    decided_on: date,
    letter: tuple[str, str, str] | None,
    now: datetime,
) -> Ending:
    if outcome not in Outcome.values:
        raise RefusedError("Say how it ended: completed, not suitable, decided against it, or stopped early.")
    if alternative not in {"", *Alternative.values} or (outcome in NEEDS_ALTERNATIVE and not alternative):
        raise RefusedError("Nobody is sent away with nothing: choose what is offered instead.")
    if alternative in NEEDS_LETTER and letter is None:
        raise RefusedError("A referral needs its letter: to whom, about what, and the text.")
    if not because.strip():
        raise RefusedError("Say in a sentence why.")
    ending = Ending.objects.create(
        patient=patient,
        course=course,
        outcome=outcome,
        alternative=alternative,
        because=because.strip(),
        decided_on=decided_on,
        recorded_at=now,
        recorded_by_id=by.id,
    )
    if letter:
        to, subject, body = letter
        write_letter(by=by, patient_id=patient.id, to=to, subject=subject, body=body, now=now, ending_id=ending.id)
    if alternative == Alternative.THERAPY_HERE:
        kind = CourseKind.PSYCHOTHERAPY
        start_course(by=by, patient_id=patient.id, kind=kind, because=because, started_on=decided_on, now=now)
    return ending


def _kind(kind: str) -> str:
    if kind not in CourseKind.values:
        raise RefusedError("A course is psychotherapy, ketamine, or both. Choose one.")
    return kind


def _may_decide(by: Actor, kind: str) -> None:
    if _kind(kind) == CourseKind.PSYCHOTHERAPY:
        require_role(by, *DECIDERS, doing="decide on a course of psychotherapy")
    else:
        require_role(by, "prescriber", doing="decide on a course with ketamine")


def _patient(by: Actor, patient_id: UUID) -> Patient:
    patient = Patient.objects.select_related("site").filter(id=patient_id, site_id=site_of(by)).first()
    if patient is None:
        raise RefusedError("There is no such person here. Go back to the list of patients.")
    return patient


def _active(by: Actor, course_id: UUID) -> Course:
    found = Course.objects.select_for_update(of=("self",)).select_related("patient__site")
    course = found.filter(id=course_id, patient__site_id=site_of(by)).first()
    if course is None or course.status != CourseStatus.ACTIVE:
        raise RefusedError("There is no such course here, or it has ended. Open the person's plan again.")
    return course


def _note(by: Actor, course: Course, before: str, after: str, on: date, because: str, now: datetime) -> None:
    if not because.strip():
        raise RefusedError("Say in a sentence why.")
    CourseChange.objects.create(
        course=course,
        from_kind=before,
        to_kind=after,
        reviewed_on=on,
        because=because.strip(),
        recorded_at=now,
        recorded_by_id=by.id,
    )
