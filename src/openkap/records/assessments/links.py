"""The link a patient gets: made, opened, refused. Whatever is wrong with one, the answer is the same."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from openkap.clinical.instruments.definition import Instrument, Rater
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.records.assessments import wordings
from openkap.records.assessments.models import Assignment, QuestionnaireResponse
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.safety import cover

SENDERS = ("prescriber", "nurse", "therapist", "director")
LONGEST = timedelta(days=30)
TOKEN_BYTES = 16


class NotReadyError(Exception):
    """A form that can raise an alert may not be sent yet; the text says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A new assignment, with its token and code: they are shown once and kept nowhere."""

    assignment: Assignment
    token: str
    code: str


@service
def assign(
    *, by: Actor, patient: Patient, instruments: tuple[str, ...], good_for: timedelta, with_code: bool, now: datetime
) -> Sent:
    """Ask a person to fill in these forms, in this order. Raises NotReadyError, ContentError or ValidationError."""
    if not by.has(*SENDERS):
        raise PermissionDenied("Only a clinician sends forms. Ask one.")
    if not instruments:
        raise ValidationError("Choose at least one form.")
    entries = [catalogue.entry("instruments", id_) for id_ in dict.fromkeys(instruments)]
    words = {entry.pin.id: _words(patient, entry) for entry in entries}
    _demand_cover(patient, entries, now)
    sent = _linked(by, patient, good_for, now, with_code=with_code)
    for position, entry in enumerate(entries):
        pin = entry.pin
        QuestionnaireResponse.objects.create(
            assignment=sent.assignment, patient=patient, position=position, instrument=pin.id, version=pin.version,
            digest=pin.digest, wording_digest=words[pin.id],
        )  # fmt: skip
    return sent


@service
def share_plan(*, by: Actor, patient: Patient, good_for: timedelta, with_code: bool, now: datetime) -> Sent:
    """A link without forms: the person's own dates, homework and scores. Nothing in it can raise an alert."""
    if not by.has(*SENDERS):
        raise PermissionDenied("Only a clinician shares a plan. Ask one.")
    return _linked(by, patient, good_for, now, with_code=with_code)


def shares_plan(assignment: Assignment) -> bool:
    """Whether this link is of the plan: it holds no form."""
    return not assignment.responses.exists()


def _linked(by: Actor, patient: Patient, good_for: timedelta, now: datetime, *, with_code: bool) -> Sent:
    """A new assignment and the token that opens it."""
    if not timedelta(0) < good_for <= LONGEST:
        raise ValidationError("Choose a link that works for 1 to 30 days.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    code = f"{secrets.randbelow(10**6):06d}" if with_code else ""
    assignment = Assignment.objects.create(
        patient=patient,
        assigned_by=by.id,
        assigned_by_label=by.label,
        assigned_at=now,
        expires_at=now + good_for,
        token_digest=token_digest(token),
        code_digest=_code_digest(token, code) if code else "",
    )
    return Sent(assignment, token, code)


def _words(patient: Patient, entry: Entry) -> str:
    """The digest of the words that a skeleton is put in; empty where the file has its own. Raises NotReadyError."""
    definition: Instrument = entry.value
    if definition.rater is not Rater.PATIENT:
        raise NotReadyError(f"{definition.title} is rated by a clinician. Nothing was sent: enter a rating instead.")
    if definition.worded:
        return ""
    found = wordings.newest(patient.site_id, entry.pin)
    if found is None:
        raise NotReadyError(
            f"{definition.title} has no wording here, so nothing was sent. A director or an administrator loads it "
            "under Instruments, if the clinic may use it."
        )
    return found.digest


def _demand_cover(patient: Patient, entries: list[Entry], now: datetime) -> None:
    missing = cover.unproved(patient.site_id, now)
    if missing and any(entry.value.can_alert for entry in entries):
        raise NotReadyError(
            "This form can call for help, and nobody would be sure to hear it. Nothing was sent. " + " ".join(missing)
        )


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def _code_digest(token: str, code: str) -> str:
    return sha256(f"{settings.SECRET_KEY}:{token}:{code}".encode()).hexdigest()


def usable(token: str, now: datetime) -> Assignment | None:
    """The assignment behind a link that still works; None for any other, whatever the reason."""
    found = Assignment.objects.select_related("patient__site").filter(token_digest=token_digest(token)).first()
    return found if found and is_usable(found, now) else None


def is_usable(assignment: Assignment, now: datetime) -> bool:
    """Whether answers are still taken: not expired, revoked, finished, or locked by wrong tries."""
    ended = assignment.revoked_at or assignment.closed_at or assignment.tries_left == 0
    return not ended and now < assignment.expires_at


def identify(*, token: str, born_on: date | None, code: str, now: datetime) -> Assignment | None:
    """Check that the right person holds the link. A wrong answer costs one of five tries; then staff must send anew."""
    assignment = usable(token, now)
    if assignment is None:
        return None
    by = patient_actor(assignment)
    known = born_on is not None and born_on == assignment.patient.born_on
    if assignment.code_digest and code.strip():
        known = known or compare_digest(assignment.code_digest, _code_digest(token, code.strip()))
    if known:
        _open(by=by, assignment_id=assignment.id, now=now)
        return assignment
    _count_wrong_try(by=by, assignment_id=assignment.id)
    return None


@service
def _open(*, by: Actor, assignment_id: UUID, now: datetime) -> None:  # noqa: ARG001 (the trail names the patient)
    Assignment.objects.filter(id=assignment_id).update(tries_left=5)
    Assignment.objects.filter(id=assignment_id, opened_at__isnull=True).update(opened_at=now)


@service
def _count_wrong_try(*, by: Actor, assignment_id: UUID) -> None:  # noqa: ARG001 (as above)
    Assignment.objects.filter(id=assignment_id, tries_left__gt=0).update(tries_left=F("tries_left") - 1)


@service
def revoke(*, by: Actor, assignment: Assignment, now: datetime) -> None:
    """End a link at once. What was answered stays."""
    if not by.has(*SENDERS):
        raise PermissionDenied("Only a clinician ends a link. Ask one.")
    Assignment.objects.filter(id=assignment.id, revoked_at__isnull=True).update(revoked_at=now)


def patient_actor(assignment: Assignment) -> Actor:
    """The patient, acting through their link."""
    return Actor(ActorKind.PATIENT, assignment.patient_id, assignment.patient.site_id, label="patient")
