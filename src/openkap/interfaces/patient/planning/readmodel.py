"""The plan in the patient's words. It names days, reasons and what to arrange, and judges nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.interfaces.components.wording import day
from openkap.interfaces.patient.answering.crisis import clock_words
from openkap.records.scheduling import selectors as scheduling
from openkap.records.therapy import selectors as therapy

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient

NAMES = {
    "preparation": "A talk to get ready",
    "dosing": "Treatment day",
    "integration": "A talk after treatment",
    "therapy": "Therapy",
    "review": "A talk about how it goes",
    "follow-up": "A check-in",
}
RIDE = "An adult takes you home. You cannot drive until the next day, after a full night of sleep."
BRING = "Bring a list of the medicines you take."
SAID = {"done": "You did it", "partly": "You did some of it", "not-done": "Not this time"}


@dataclass(frozen=True, slots=True)
class Day:
    """One visit ahead."""

    when: str
    time: str
    name: str
    why: str
    arrange: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One open homework, and what the person said of it last."""

    id: UUID
    title: str
    instruction: str
    by: str
    said: str


def days_ahead(patient: "Patient", now: datetime) -> list[Day]:
    """The visits from now on, in order."""
    zone = ZoneInfo(patient.site.zone)
    ahead = [v for v in scheduling.visits_of(patient.id, now.astimezone(zone).date()) if v.status == "planned"]
    return [
        Day(
            f"{v.planned_at.astimezone(zone):%A} {day(v.planned_at.astimezone(zone).date())}",
            clock_words(v.planned_at, patient.site), NAMES.get(v.kind, v.title), v.why,
            (RIDE, BRING) if v.kind == "dosing" else (),
        )
        for v in ahead
    ]  # fmt: skip


def tasks(patient_id: UUID) -> list[Task]:
    """Homework that is open."""
    return [
        Task(h.id, h.title, h.instruction, f"{h.due_on:%A} {day(h.due_on)}", _said(h.answers))
        for h in therapy.homework_of(patient_id)
        if h.status == "set"
    ]


def _said(answers: list[dict[str, Any]]) -> str:
    return SAID.get(answers[-1]["said"], "") if answers else ""
