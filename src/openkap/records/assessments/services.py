"""Answers saved one tap at a time. What they mean for safety is judged, and acted on, in the same transaction."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from openkap.clinical.instruments.definition import Instrument, Rater
from openkap.clinical.instruments.methods import METHOD_VERSION, Part
from openkap.clinical.instruments.scoring import Assessment, Complete, assess, validated
from openkap.clinical.instruments.wording import put_in
from openkap.content import catalogue
from openkap.records.assessments import wordings
from openkap.records.assessments.earlier import past_of
from openkap.records.assessments.links import is_usable, token_digest
from openkap.records.assessments.models import Answer, Assignment, QuestionnaireResponse, ResponseStatus, Score
from openkap.records.assessments.selectors import latest_answers
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients import selectors as patients
from openkap.records.patients.models import Patient
from openkap.records.safety import services as safety

RATERS = ("prescriber", "nurse", "therapist")
LEFT_AFTER = timedelta(minutes=60)  # owner: medical director; a form untouched for this long counts as left


class ClosedError(Exception):
    """This form takes no answers any more: the link ended, or the form was closed."""


class PausedError(Exception):
    """The patient is under the effect of a dose: answers wait until after discharge. The phone keeps them."""


@dataclass(frozen=True, slots=True)
class Given:
    """One tap as the phone tells it; ``id`` is made there, so that a retry is harmless."""

    id: UUID
    item: str
    value: int
    answered_at: datetime


def definition_of(response: QuestionnaireResponse) -> Instrument:
    """The instrument exactly as it was put, with the words that the site had loaded where it is a skeleton."""
    found: Instrument = catalogue.entry("instruments", response.instrument, response.version).value
    if not response.wording_digest:
        return found
    return put_in(found, wordings.pinned(response.patient.site_id, response.instrument, response.wording_digest))


@service
def save_answers(
    *, by: Actor, assignment: Assignment, response_id: UUID, answers: tuple[Given, ...], now: datetime
) -> Assessment:
    """Keep these answers, judge all answers so far, and open alerts. Raises AnswerError, ClosedError or PausedError."""
    response = _open_response(assignment, response_id, now)
    definition = definition_of(response)
    before = latest_answers(response)
    for given in answers:
        validated(definition, {given.item: given.value})
    fresh = _append(response, answers, now)
    after = latest_answers(response)
    found = assess(definition, after, closed=False, past=past_of(response, definition, now, now))
    if fresh:
        QuestionnaireResponse.objects.filter(id=response.id).update(last_answered_at=now, left_noted_at=None)
        _signal_each(by, response, before, fresh, now)
    return found


def _open_response(assignment: Assignment, response_id: UUID, now: datetime) -> QuestionnaireResponse:
    assignment.refresh_from_db()
    if not is_usable(assignment, now):
        raise ClosedError
    if patients.under_effect(assignment.patient_id):
        raise PausedError
    found = QuestionnaireResponse.objects.select_for_update().filter(id=response_id, assignment=assignment).first()
    if found is None or found.status != ResponseStatus.IN_PROGRESS:
        raise ClosedError
    return found


def _append(response: QuestionnaireResponse, answers: tuple[Given, ...], now: datetime) -> list[Answer]:
    kept = set(Answer.objects.filter(id__in=[g.id for g in answers]).values_list("id", flat=True))
    fresh = [
        Answer(
            id=g.id,
            response=response,
            item=g.item,
            value=g.value,
            answered_at=min(g.answered_at, now),
            recorded_at=now,
            position=position,
        )
        for position, g in enumerate({g.id: g for g in answers}.values())
        if g.id not in kept
    ]
    return Answer.objects.bulk_create(fresh)


def _signal_each(
    by: Actor, response: QuestionnaireResponse, before: dict[str, int], fresh: list[Answer], now: datetime
) -> None:
    """Judge every saved answer, even one that another answer in the same batch already took back.

    Each is compared with what was known before it was given, on the phone or here.
    """
    definition, state = definition_of(response), before
    known = past_of(response, definition, now, now)
    watched = {item for rule in definition.flags for item in rule.items}
    for answer in fresh:
        was, after = state.get(answer.item), state | {answer.item: answer.value}
        past = known.seen_from(answer.answered_at)
        stood = set(assess(definition, state, closed=False, past=past).flags)
        for signal in assess(definition, after, closed=False, past=past).flags:
            if signal not in stood:
                safety.open_alert(by=by, patient_id=response.patient_id, signal=signal, source=response.source, now=now)
        if answer.item in watched and was is not None and was != answer.value:
            words = f"{definition.title} item {answer.item} was answered more than once: {was}, then {answer.value}"
            safety.note_change(by=by, source=response.source, words=words, now=now)
        state = after


@service
def close_response(*, by: Actor, assignment: Assignment, response_id: UUID, now: datetime) -> Assessment:
    """The person is done with this form: it is scored, and *completed* only when complete, else *stopped*."""
    response = _open_response(assignment, response_id, now)
    return _close(by, response, now)


def storable(parts: Mapping[str, Part]) -> dict[str, float | bool | None]:
    """Parts of a score as JSON keeps them."""
    return {id_: float(part) if isinstance(part, Decimal) else part for id_, part in parts.items()}


def _close(by: Actor, response: QuestionnaireResponse, now: datetime) -> Assessment:
    definition, answers = definition_of(response), latest_answers(response)
    past = past_of(response, definition, now, now)
    found = assess(definition, answers, closed=True, past=past)
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    Score.objects.create(
        response=response,
        complete=found.complete,
        value=outcome.score if outcome else None,
        band=(outcome.band or "") if outcome else "",
        subscores=storable(outcome.subscores) if outcome else {},
        flags=[[signal.id, signal.urgency.value] for signal in found.flags],
        because=list(found.because),
        method_version=METHOD_VERSION,
        scored_at=now,
    )
    status = ResponseStatus.COMPLETED if found.complete else ResponseStatus.STOPPED
    QuestionnaireResponse.objects.filter(id=response.id).update(status=status, closed_at=now)
    open_forms = QuestionnaireResponse.objects.filter(
        assignment_id=response.assignment_id, status=ResponseStatus.IN_PROGRESS
    )
    if not open_forms.exists():
        Assignment.objects.filter(id=response.assignment_id).update(closed_at=now)
    stood = set(assess(definition, answers, closed=False, past=past).flags)
    for signal in found.flags:
        if signal not in stood:  # a blank safety item, or a score that only counts once the form is closed
            safety.open_alert(by=by, patient_id=response.patient_id, signal=signal, source=response.source, now=now)
    return found


@service
def record_rating(
    *, by: Actor, patient: Patient, instrument: str, answers: Mapping[str, int | None], now: datetime
) -> Assessment:
    """Keep and score a form that a member of staff rated, or copied from paper. Raises AnswerError or RefusedError.

    Nobody is asked anything, but a form of the patient's own is not entered while they are under the effect of a dose.
    """
    require_role(by, *RATERS, doing="enter a rating")
    entry = catalogue.entry("instruments", instrument)
    given = validated(entry.value, answers)
    if not given:
        raise RefusedError("Nothing was chosen, so nothing was kept.")
    if entry.value.rater is Rater.PATIENT and patients.under_effect(patient.id):
        raise RefusedError("The patient is under the effect of a dose. Their own answers wait until after discharge.")
    assignment = Assignment.objects.create(
        patient=patient, assigned_by=by.id, assigned_by_label=by.label, assigned_at=now, expires_at=now,
        token_digest=token_digest(secrets.token_urlsafe()),  # of a token that nobody has: there is no link
    )  # fmt: skip
    words = wordings.newest(patient.site_id, entry.pin)
    response = QuestionnaireResponse.objects.create(
        assignment=assignment, patient=patient, position=0, instrument=entry.pin.id, version=entry.pin.version,
        digest=entry.pin.digest, wording_digest=words.digest if words else "", entered_by=by.id,
        entered_by_label=by.label, last_answered_at=now,
    )  # fmt: skip
    taps = tuple(Given(uuid4(), item, value, now) for item, value in given.items())
    _signal_each(by, response, {}, _append(response, taps, now), now)
    return _close(by, response, now)


@service
def note_left_forms(*, by: Actor, now: datetime) -> int:
    """Judge forms that were left: a full one counts as sent; a blank safety item is a signal, its form stays open."""
    left = QuestionnaireResponse.objects.filter(
        status=ResponseStatus.IN_PROGRESS,
        last_answered_at__lte=now - LEFT_AFTER,
        left_noted_at__isnull=True,
    )
    raised = 0
    for response in left.select_for_update():
        QuestionnaireResponse.objects.filter(id=response.id).update(left_noted_at=now)
        found = assess(definition_of(response), latest_answers(response), closed=True)
        if found.complete:
            _close(by, response, now)
            continue
        for signal in found.flags:
            if signal.id.endswith("-unknown"):
                safety.open_alert(by=by, patient_id=response.patient_id, signal=signal, source=response.source, now=now)
                raised += 1
    return raised
