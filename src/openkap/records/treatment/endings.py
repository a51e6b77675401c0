"""Ending a course, or deciding that none begins: never without somewhere to go."""

from datetime import date, datetime
from uuid import UUID

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.treatment.courses import DECIDERS, active_course, note_change, patient_here, start_course
from openkap.records.treatment.models import (
    Alternative,
    Course,
    CourseKind,
    CourseStatus,
    Ending,
    Outcome,
    ReferralLetter,
)
from openkap.records.treatment.sealing import digest_of

NEEDS_ALTERNATIVE = {Outcome.UNSUITABLE, Outcome.DECLINED}
NEEDS_LETTER = {Alternative.REFERRAL, Alternative.BACK_TO_REFERRER}


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
    course = active_course(by, course_id)
    require_role(by, *DECIDERS, doing="end a course")
    course.status, course.finished_on = CourseStatus.FINISHED, decided_on
    course.save()
    note_change(by=by, course=course, before=course.kind, after="", reviewed_on=decided_on, because=because, now=now)
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
    patient = patient_here(by, patient_id)
    if outcome not in NEEDS_ALTERNATIVE:
        raise RefusedError("No course has begun, so it can only be not suitable, or decided against. Choose one.")
    if Course.objects.filter(patient=patient, status=CourseStatus.ACTIVE).exists():
        raise RefusedError("A course is active. End that one instead.")
    return _end(by, patient, None, outcome, alternative, because, decided_on, letter, now)


@service
def write_letter(
    *, by: Actor, patient_id: UUID, to: str, subject: str, body: str, now: datetime, ending_id: UUID | None = None
) -> ReferralLetter:
    """Seal a referral letter. It stays as it is; a mistake is mended by writing another."""
    require_role(by, *DECIDERS, doing="write a referral letter")
    patient = patient_here(by, patient_id)
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
