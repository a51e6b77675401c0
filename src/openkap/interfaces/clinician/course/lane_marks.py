"""Visits of the calendar as marks of the lanes: what was, what is planned, and what nobody spoke of again."""

from datetime import date
from typing import TYPE_CHECKING

from openkap.interfaces.clinician.course.readmodel import Dose, Given, Visit

if TYPE_CHECKING:
    from openkap.records.scheduling.models import Visit as Booked

LETTERS = {"preparation": "P", "integration": "I", "therapy": "T", "review": "R", "follow-up": "F"}
DOSING = "dosing"


def _state(booked: "Booked", today: date) -> str:
    if booked.status in {"arrived", "finished"}:
        return "done"
    return "missed" if booked.status == "noshow" or booked.planned_on < today else "planned"


def visits(found: "list[Booked]", today: date) -> tuple[Visit, ...]:
    """Everything but doses; a past visit of which nobody said what became counts as missed."""
    return tuple(
        Visit(LETTERS.get(v.kind, "V"), v.planned_at, _state(v, today), v.title) for v in found if v.kind != DOSING
    )


def planned_doses(found: "list[Booked]", given_on: set[date], today: date) -> tuple[Dose, ...]:
    """Doses that are booked, and those that were booked on a day without a dose: missed, with the reason unknown."""
    doses = []
    for visit in found:
        if visit.kind != DOSING or visit.planned_on in given_on:
            continue
        state = _state(visit, today)
        given = Given.PLANNED if state == "planned" or visit.planned_on == today else Given.MISSED
        doses.append(Dose(given, visit.planned_at, visit.number, why=visit.why if given is Given.PLANNED else ""))
    return tuple(doses)
