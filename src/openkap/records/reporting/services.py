"""Requests about a record, consents to disclose, and legal holds."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.disclosure.rules import Keeping, keep_until
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.patients.selectors import patient_for
from openkap.records.reporting.exporting import EXPORTERS, rules_for
from openkap.records.reporting.models import (
    DisclosureConsent,
    LegalHold,
    RecordExport,
    RecordRequest,
    RequestAnswer,
    RequestKind,
)
from openkap.records.scheduling.selectors import visits_of
from openkap.records.treatment.sealing import pin_document


def _opened(by: Actor, patient_id: UUID, now: datetime, doing: str) -> Patient:
    require_role(by, *EXPORTERS, doing=doing)
    return patient_for(by, patient_id, "record", now)


@service
def note_request(*, by: Actor, patient_id: UUID, kind: str, words: str, asked_on: date, now: datetime) -> RecordRequest:
    """Keep what a person asked about their record; the place's rules set by when it is answered."""
    patient = _opened(by, patient_id, now, "keep a request about a record")
    if kind not in RequestKind.values:
        raise RefusedError("A request is for a copy or for a change. Choose one.")
    if kind == RequestKind.AMENDMENT and not words.strip():
        raise RefusedError("Write what they want changed, in their words.")
    if asked_on > now.astimezone(ZoneInfo(patient.site.zone)).date():
        raise RefusedError("The day they asked lies in the future. Check the date.")
    rules = rules_for(patient, now)
    answering = rules.access if kind == RequestKind.ACCESS else rules.amendment
    return RecordRequest.objects.create(
        patient=patient, kind=kind, words=words.strip(), asked_on=asked_on, due_on=answering.due_on(asked_on),
        rules=pin_document(rules.pin), recorded_at=now, recorded_by_id=by.id,
    )  # fmt: skip


@service
def answer_request(
    *, by: Actor, patient_id: UUID, request_id: UUID, answer: str, answer_words: str, now: datetime
) -> RecordRequest:
    """Keep how a request was answered. A refusal, whole or in part, says why."""
    patient = _opened(by, patient_id, now, "answer a request about a record")
    row = RecordRequest.objects.select_for_update().filter(id=request_id, patient=patient).first()
    if row is None or row.answered_at is not None:
        raise RefusedError("This request was answered already. Load the page again.")
    if answer not in RequestAnswer.values:
        raise RefusedError("Choose how it was answered.")
    if answer != RequestAnswer.GIVEN and not answer_words.strip():
        raise RefusedError("Say why, in words that the person can read.")
    row.answer, row.answer_words, row.answered_at, row.answered_by_id = answer, answer_words.strip(), now, by.id
    row.save()
    return row


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What a written consent to disclose says."""

    protection: str
    recipient: str
    purpose: str
    what: str
    signed_by_name: str
    signed_on: date
    expires_on: date


@service
def keep_disclosure_consent(*, by: Actor, patient_id: UUID, text: ConsentText, now: datetime) -> DisclosureConsent:
    """Keep a consent that the person signed. Each thing that the law asks for has to be there."""
    patient = _opened(by, patient_id, now, "keep a consent to disclose")
    rules = rules_for(patient, now)
    if text.protection not in {p.id for p in rules.protections}:
        raise RefusedError("This place has no such protection. Nothing needs this consent here.")
    if not all(v.strip() for v in (text.recipient, text.purpose, text.what, text.signed_by_name)):
        raise RefusedError("Recipient, purpose, what is disclosed and the name signed are all needed.")
    if text.expires_on < text.signed_on or text.signed_on > now.astimezone(ZoneInfo(patient.site.zone)).date():
        raise RefusedError("It is signed by today, and ends on or after that day. Check the two dates.")
    return DisclosureConsent.objects.create(
        patient=patient, protection=text.protection, rules=pin_document(rules.pin),
        recipient=" ".join(text.recipient.split()), purpose=text.purpose.strip(), what=text.what.strip(),
        signed_by_name=text.signed_by_name.strip(), signed_on=text.signed_on, expires_on=text.expires_on,
        recorded_at=now, recorded_by_id=by.id,
    )  # fmt: skip


@service
def withdraw_disclosure_consent(*, by: Actor, patient_id: UUID, consent_id: UUID, now: datetime) -> DisclosureConsent:
    """The person takes it back: nothing more leaves under it."""
    patient = _opened(by, patient_id, now, "withdraw a consent to disclose")
    row = DisclosureConsent.objects.select_for_update().filter(id=consent_id, patient=patient).first()
    if row is None or row.withdrawn_at is not None:
        raise RefusedError("This consent was withdrawn already.")
    row.withdrawn_at, row.withdrawn_by_id = now, by.id
    row.save()
    return row


@service
def place_hold(*, by: Actor, patient_id: UUID, reason: str, now: datetime) -> LegalHold:
    """Place a legal hold. One at a time."""
    patient = _opened(by, patient_id, now, "place a legal hold")
    if not reason.strip():
        raise RefusedError("Say why: the case, the letter, the lawyer.")
    if hold_on(patient) is not None:
        raise RefusedError("A legal hold stands already. Release it first, or leave it.")
    return LegalHold.objects.create(patient=patient, reason=reason.strip()[:400], placed_at=now, placed_by_id=by.id)


@service
def release_hold(*, by: Actor, patient_id: UUID, reason: str, now: datetime) -> LegalHold:
    """Release the legal hold, with the reason."""
    patient = _opened(by, patient_id, now, "release a legal hold")
    row = hold_on(patient)
    if row is None:
        raise RefusedError("No legal hold stands. Load the page again.")
    if not reason.strip():
        raise RefusedError("Say why it ends.")
    row.released_at, row.released_by_id, row.release_reason = now, by.id, reason.strip()[:400]
    row.save()
    return row


def hold_on(patient: Patient) -> LegalHold | None:
    """The legal hold that stands."""
    return LegalHold.objects.filter(patient=patient, released_at__isnull=True).first()


def requests_of(patient: Patient) -> list[RecordRequest]:
    """Every request, the open ones first."""
    return sorted(RecordRequest.objects.filter(patient=patient), key=lambda r: (r.answered_at is not None, r.due_on))


def disclosure_consents_of(patient: Patient) -> list[DisclosureConsent]:
    """Every consent to disclose, newest first."""
    return list(DisclosureConsent.objects.filter(patient=patient).order_by("-signed_on", "-recorded_at"))


def exports_of(patient: Patient) -> list[RecordExport]:
    """Every export, newest first."""
    return list(RecordExport.objects.filter(patient=patient).order_by("-made_at"))


def kept_until(patient: Patient, now: datetime) -> Keeping:
    """Until when this record is kept at least."""
    zone = ZoneInfo(patient.site.zone)
    today = now.astimezone(zone).date()
    last = max((v.planned_on for v in visits_of(patient.id) if v.planned_on <= today), default=today)
    died = patient.deceased_at.astimezone(zone).date() if patient.deceased_at else None
    return keep_until(rules_for(patient, now), last_contact_on=last, died_on=died, held=hold_on(patient) is not None)
