"""Whether consent stands: true, false, or unknown with what is missing in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.consent.definition import ConsentElement, ConsentForm
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What a person has answered and signed, as the record holds it."""

    form: Pin
    answers: Mapping[str, bool]  # element id → agrees or not; an unanswered one is absent
    explained_by: str
    capacity: Truth
    signed_at: datetime | None
    withdrawn_at: datetime | None = None
    interpreter_needed: str = ""  # the language that nobody interpreted; empty when none was needed or one was there


@dataclass(frozen=True, slots=True)
class Standing:
    """Dosing may go on only when ``truth`` is true; ``missing`` says why it is not, most important first."""

    truth: Truth
    missing: tuple[str, ...] = ()


def standing(form: ConsentForm, jurisdiction: str, given: ConsentGiven | None, now: datetime) -> Standing:
    """Judge what was given against the form in force."""
    if given is None:
        return Standing(Truth.UNKNOWN, (f"Consent has no answer yet: {form.title}.",))
    required = [e for e in form.applying(jurisdiction) if e.required]
    against = _against(required, given)
    if against:
        return Standing(Truth.FALSE, tuple(against))
    missing = _missing(form, required, given, now)
    return Standing(Truth.UNKNOWN, tuple(missing)) if missing else Standing(Truth.TRUE)


def _against(required: list[ConsentElement], given: ConsentGiven) -> list[str]:
    against = []
    if given.withdrawn_at is not None:
        against.append(f"Consent was withdrawn on {given.withdrawn_at:%-d %b %Y}.")
    if given.capacity is Truth.FALSE:
        against.append("A clinician noted that the person could not decide about this.")
    return against + [f"Does not agree to: {e.heading}." for e in required if given.answers.get(e.id) is False]


def _missing(form: ConsentForm, required: list[ConsentElement], given: ConsentGiven, now: datetime) -> list[str]:
    missing = []
    if given.form != form.pin:
        missing.append(f"The form has changed ({given.form} was signed, {form.pin} is in force). Ask again.")
    missing += [f"Not answered: {e.heading}." for e in required if e.id not in given.answers]
    if not given.explained_by:
        missing.append("Nobody has noted who explained it.")
    if given.interpreter_needed:
        missing.append(f"Interpreter needed ({given.interpreter_needed}), and none was there. Explain it with one.")
    if given.capacity is Truth.UNKNOWN:
        missing.append("A clinician has not noted whether the person can decide about this.")
    if given.signed_at is None:
        missing.append("It is not signed.")
    elif given.signed_at > now:
        missing.append("It was not signed yet at that time.")
    elif given.signed_at + form.renew_after < now:
        missing.append(f"It was signed on {given.signed_at:%-d %b %Y}, which is too long ago. Ask again.")
    return missing
