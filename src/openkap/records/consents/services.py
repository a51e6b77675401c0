"""Asking, answering, signing, withdrawing. A withdrawal is always heard; a signature waits for a clear head."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.consent.definition import ConsentForm
from openkap.clinical.consent.timing import consent_refusal
from openkap.clinical.consent.translation import in_language
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import NotAllowedError, RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.consents import selectors
from openkap.records.consents.effects import effect_on
from openkap.records.consents.models import Consent, ConsentEvent, ConsentEventKind
from openkap.records.patients.models import Patient

ORIGINAL = "en"  # the language every form is written in first
STAFF = ("prescriber", "therapist", "nurse")


@service
def open_consent(*, by: Actor, patient_id: UUID, covers: str, now: datetime, language: str = ORIGINAL) -> Consent:
    """Begin to ask the form in force; an asking of the same version and language that is still open is continued.

    In another language it is shown only in a translation that a bilingual clinician of the site has signed. Without one
    it is English, and that an interpreter is needed is kept with it.
    """
    require_role(by, *STAFF, doing="ask for consent")
    if covers not in selectors.covered():
        raise RefusedError(f"There is no consent form for {covers!r}. There are: {', '.join(selectors.covered())}.")
    patient, form = _patient(by, patient_id), selectors.form_for(covers)
    newest = selectors.latest(patient_id, covers, now)
    if language not in selectors.LANGUAGES:
        raise RefusedError("We hold no text in this language. Ask in English, with an interpreter.")
    translation = selectors.translation_for(form, language, patient.site_id)
    shown = in_language(form, translation) if translation else form
    pin = _pinned(translation.pin) if translation else None
    if newest and not newest.closed and newest.given.form == form.pin and newest.consent.translation == pin:
        _need_interpreter(by, newest, language, pin, now)
        return newest.consent
    consent = Consent.objects.create(
        patient=patient,
        covers=covers,
        jurisdiction=patient.site.jurisdiction,
        form_id=form.pin.id,
        form_version=form.pin.version,
        form_digest=form.pin.digest,
        title=shown.title,
        introduction=shown.introduction,
        statement=shown.statement,
        shown=_words(shown, patient.site.jurisdiction),
        language=translation.lang if translation else ORIGINAL,
        translation=pin,
        opened_at=now,
        opened_by_id=by.id,
    )
    _need_interpreter(by, selectors.view_of(consent, now), language, pin, now)
    return consent


def _need_interpreter(
    by: Actor, view: selectors.ConsentView, language: str, pin: dict[str, str] | None, now: datetime
) -> None:
    """Keep that nobody has interpreted an English form yet for somebody who follows another language best."""
    if language == ORIGINAL or pin is not None:
        return
    if any(e.kind == ConsentEventKind.INTERPRETER for e in view.events):
        return
    _append(by, view, ConsentEventKind.INTERPRETER, now, element=selectors.LANGUAGES[language], agrees=False)


@service
def note_explained(
    *, by: Actor, consent_id: UUID, words: str, now: datetime, language: str = "", interpreter: str = ""
) -> ConsentEvent:
    """Note that ``by`` explained the form, and in short what was asked.

    ``language`` is what the person follows best when it is not English: then an interpreter is needed, and the consent
    does not stand until one was there, by name.
    """
    require_role(by, *STAFF, doing="explain consent")
    spoken, who = " ".join(language.split()), " ".join(interpreter.split())
    if who and not spoken:
        raise RefusedError("There is an interpreter and no language. Say which language the person follows best.")
    view = _open(by, consent_id, now)
    if spoken:
        _append(by, view, ConsentEventKind.INTERPRETER, now, element=spoken, agrees=bool(who), words=who)
        view = _open(by, consent_id, now)
    return _append(by, view, ConsentEventKind.EXPLAINED, now, words=words)


@service
def note_capacity(*, by: Actor, consent_id: UUID, can_decide: bool, words: str, now: datetime) -> ConsentEvent:
    """Note a clinician's judgement whether the person can decide about this; it needs the reasons in words."""
    require_role(by, "prescriber", "therapist", doing="judge whether a person can decide about a treatment")
    if not words.strip():
        raise RefusedError("The judgement has no reason. Write in a sentence what you saw, then record it again.")
    view = _open(by, consent_id, now)
    _refuse_by_time(view, now)
    return _append(by, view, ConsentEventKind.CAPACITY, now, agrees=can_decide, words=words)


@service
def answer_element(
    *, by: Actor, consent_id: UUID, element: str, agrees: bool, now: datetime, witness_id: UUID | None = None
) -> ConsentEvent:
    """Keep the patient's own answer to one element."""
    view = _open(by, consent_id, now)
    _require_patient(by, view)
    _refuse_by_time(view, now)
    if element not in {e["id"] for e in view.consent.shown}:
        raise RefusedError("This point is not on the form. Go back and choose one that is.")
    return _append(by, view, ConsentEventKind.ANSWERED, now, element=element, agrees=agrees, witness_id=witness_id)


@service
def sign_consent(
    *, by: Actor, consent_id: UUID, typed_name: str, now: datetime, witness_id: UUID | None = None
) -> ConsentEvent:
    """Sign by typing one's name. Every element needs an answer, and every required one a yes."""
    view = _open(by, consent_id, now)
    _require_patient(by, view)
    _refuse_by_time(view, now)
    _refuse_incomplete(view)
    name = " ".join(typed_name.split())
    if not 2 <= len(name) <= 120:
        raise RefusedError("There is no name yet. Type your full name to sign.")
    signed = {"form": view.consent.form_digest, "shown": view.consent.shown, "answers": dict(view.given.answers)}
    digest = sha256(json.dumps([signed, name], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return _append(by, view, ConsentEventKind.SIGNED, now, words=name, digest=digest, witness_id=witness_id)


@service
def withdraw_consent(*, by: Actor, consent_id: UUID, words: str, now: datetime) -> ConsentEvent:
    """Take consent back: at any time, under a dose too, by the patient or by staff who heard it."""
    view = _known(by, consent_id, now)
    if by.kind is ActorKind.PATIENT:
        _require_patient(by, view)
    else:
        require_role(by, *STAFF, doing="record that a person took their consent back")
    if view.given.withdrawn_at is not None:
        raise RefusedError("This consent was taken back already. Nothing more needs to be done.")
    return _append(by, view, ConsentEventKind.WITHDRAWN, now, words=words)


def _pinned(pin: Pin) -> dict[str, str]:
    return {"kind": pin.kind, "id": pin.id, "version": pin.version, "digest": pin.digest}


def _words(form: ConsentForm, jurisdiction: str) -> list[dict[str, Any]]:
    return [
        {"id": e.id, "heading": e.heading, "text": e.text, "more": e.more, "required": e.required}
        for e in form.applying(jurisdiction)
    ]


def _patient(by: Actor, patient_id: UUID) -> Patient:
    patient = Patient.objects.select_related("site").filter(id=patient_id, site_id=by.site).first()
    if patient is None:
        raise RefusedError("There is no such person here. Go back to the list of patients.")
    return patient


def _known(by: Actor, consent_id: UUID, now: datetime) -> selectors.ConsentView:
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("patient__site")
        .filter(id=consent_id, patient__site_id=by.site)
        .first()
    )
    if consent is None:
        raise RefusedError("There is no such form here. Open it again from the person's page.")
    return selectors.view_of(consent, now)


def _open(by: Actor, consent_id: UUID, now: datetime) -> selectors.ConsentView:
    view = _known(by, consent_id, now)
    if view.closed:
        raise RefusedError("This form is finished and stays as it is. Open a new one to ask again.")
    return view


def _require_patient(by: Actor, view: selectors.ConsentView) -> None:
    if by.kind is not ActorKind.PATIENT or by.id != view.consent.patient_id:
        raise NotAllowedError("Only the person themselves may answer and sign. Hand them the tablet.")


def _refuse_by_time(view: selectors.ConsentView, now: datetime) -> None:
    zone = ZoneInfo(view.consent.patient.site.zone)
    if refusal := consent_refusal(effect_on(view.consent.patient_id), now, zone):
        raise RefusedError(refusal)


def _refuse_incomplete(view: selectors.ConsentView) -> None:
    if view.unanswered:
        raise RefusedError(f"{len(view.unanswered)} points have no answer yet. The next is: {_first(view)}.")
    declined = [e["heading"] for e in view.consent.shown if e["required"] and not view.given.answers[e["id"]]]
    if declined:
        raise RefusedError(f"You said no to: {'; '.join(declined)}. We do not treat without it. Talk with us first.")
    if not view.given.explained_by:
        raise RefusedError("Nobody has noted who explained the form. Ask the staff to note it, then sign.")
    if view.given.capacity is not Truth.TRUE:
        raise RefusedError("A clinician has to note first that you can decide about this. Ask the staff.")


def _first(view: selectors.ConsentView) -> str:
    return str(view.unanswered[0]["heading"])


def _append(
    by: Actor, view: selectors.ConsentView, kind: ConsentEventKind, now: datetime, **values: Any
) -> ConsentEvent:
    number = view.consent.events.count() + 1
    return ConsentEvent.objects.create(
        consent=view.consent,
        number=number,
        kind=kind,
        happened_at=now,
        by_kind=by.kind,
        by_id=by.id,
        by_label=by.label,
        **values,
    )
