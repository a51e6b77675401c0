"""Answers that count, scores for charts, and what was sent to a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import is_put
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.records.assessments.models import Answer, Assignment, QuestionnaireResponse, ResponseStatus, Score
from openkap.records.audit.acting import Actor


@dataclass(frozen=True, slots=True)
class DatedScore:
    """A finished form: its score (None when incomplete), what it was pinned to, and why it came out so."""

    response_id: UUID
    pin: Pin
    at: datetime
    score: Decimal | None
    band: str
    subscores: dict[str, Any]
    because: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether there is a score."""
        return self.score is not None


SENT = ("instrument", "assignment__assigned_at", "assignment__expires_at", "closed_at", "score__value")


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form that was sent: when, until when it counts, when it was closed, and its score if that gave one."""

    instrument: str
    sent_at: datetime
    until: datetime
    closed_at: datetime | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The newest form of an instrument that a person let pass without a score."""

    patient_id: UUID
    patient_name: str
    title: str
    sent_at: datetime
    until: datetime


def latest_answers(response: QuestionnaireResponse) -> dict[str, int]:
    """The answers that count: of each item the latest."""
    rows = Answer.objects.filter(response=response).order_by("answered_at", "recorded_at", "position")
    return dict(rows.values_list("item", "value"))


def scores(patient_id: UUID) -> list[DatedScore]:
    """Every finished form of this person, oldest first, complete or not."""
    rows = Score.objects.filter(response__patient_id=patient_id).select_related("response").order_by("scored_at")
    return [
        DatedScore(r.response_id, r.response.pin, r.scored_at, r.value, r.band, r.subscores, tuple(r.because))
        for r in rows
    ]


def sent(patient_id: UUID) -> list[SentForm]:
    """Every form that was sent to this person and not taken back unanswered, oldest first; one query."""
    return [SentForm(*row) for row in _standing().filter(patient_id=patient_id).values_list(*SENT)]


def sent_to(patient_ids: Collection[UUID]) -> dict[UUID, list[SentForm]]:
    """The same of several people, still in one query."""
    found: dict[UUID, list[SentForm]] = {}
    for of, *row in _standing().filter(patient_id__in=patient_ids).values_list("patient_id", *SENT):
        found.setdefault(of, []).append(SentForm(*row))
    return found


def _standing() -> QuerySet[QuestionnaireResponse]:
    rows = QuestionnaireResponse.objects.exclude(assignment__revoked_at__isnull=False, score__isnull=True)
    return rows.order_by("assignment__assigned_at", "position")


def unanswered(actor: Actor, now: datetime) -> list[Unanswered]:
    """Forms of the actor's site whose time is over, of each person and instrument the newest, if it gave no score."""
    rows = (
        QuestionnaireResponse.objects.filter(patient__site_id=actor.site, assignment__expires_at__lt=now)
        .filter(assignment__revoked_at__isnull=True, entered_by__isnull=True)
        .select_related("assignment", "patient", "score")
        .order_by("patient_id", "instrument", "-assignment__assigned_at")
    )
    newest: dict[tuple[UUID, str], QuestionnaireResponse] = {}
    for row in rows:
        newest.setdefault((row.patient_id, row.instrument), row)
    return [
        Unanswered(
            row.patient_id, row.patient.name, catalogue.entry("instruments", row.instrument).value.title,
            row.assignment.assigned_at, row.assignment.expires_at,
        )
        for row in newest.values()
        if not (hasattr(row, "score") and row.score.complete)
    ]  # fmt: skip


def assignments(patient_id: UUID) -> QuerySet[Assignment]:
    """What was sent to this person, the newest first, with its forms and their scores."""
    sent = Assignment.objects.filter(patient_id=patient_id).select_related("patient")
    forms = QuestionnaireResponse.objects.select_related("score").order_by("position")
    return sent.prefetch_related(Prefetch("responses", forms)).order_by("-assigned_at")


def assignment_of(patient_id: UUID, assignment_id: UUID) -> Assignment | None:
    """One assignment of this person."""
    return Assignment.objects.filter(patient_id=patient_id, id=assignment_id).select_related("patient__site").first()


def assignment_behind(assignment_id: UUID) -> Assignment | None:
    """The assignment that a session of a patient's link names."""
    return Assignment.objects.filter(id=assignment_id).select_related("patient__site").first()


def next_response(assignment: Assignment) -> QuestionnaireResponse | None:
    """The form that is to be filled in now."""
    return assignment.responses.filter(status=ResponseStatus.IN_PROGRESS).order_by("position").first()


def open_items(response: QuestionnaireResponse) -> tuple[str, ...]:
    """Questions without an answer, in order, leaving out what will surely not be put."""
    definition: Instrument = catalogue.entry("instruments", response.instrument, response.version).value
    given = latest_answers(response)
    return tuple(
        i.id for i in definition.items if i.id not in given and is_put(definition, i, given) is not Truth.FALSE
    )
