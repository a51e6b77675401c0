"""The plan in the patient's words. It names days, reasons and what to arrange, and judges nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.dosing.product import Product
from openkap.clinical.values import Known
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.interfaces.components.expecting import Expectation, expected_of
from openkap.interfaces.components.wording import day
from openkap.interfaces.patient.answering.crisis import clock_words
from openkap.records.audit.refusals import RefusedError
from openkap.records.scheduling import selectors as scheduling
from openkap.records.therapy import selectors as therapy
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment.doses import dose_for

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


def expected_dose(patient: "Patient", now: datetime) -> Expectation | None:
    """What to expect of a dose of their plan; None where the plan has none, or no model covers it."""
    _, plan = treatment.current(patient.id)
    if plan is None or plan.product is None or plan.dose_value is None:
        return None
    try:
        product: Product = catalogue.entry("products", plan.product["id"]).value
        found = dose_for(patient, product, plan.dose_value, plan.dose_unit, now, variant="")
    except (RefusedError, ContentError):
        return None
    weight = float(found.weight.value.kg) if isinstance(found.weight, Known) else None
    return expected_of(product.pin.id, float(found.amount_mg), weight)
