"""Content that was withdrawn: the open courses that used it, and why an order that rests on it cannot go ahead."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from openkap.clinical.sources import Withdrawal
from openkap.content import catalogue
from openkap.records.audit.acting import Actor
from openkap.records.treatment.decision_models import EligibilityDecision
from openkap.records.treatment.models import CourseStatus, Order, Plan
from openkap.records.treatment.pathway_models import PathwayDecision


@dataclass(frozen=True, slots=True)
class WithdrawnUse:
    """One open course that used one withdrawn version, and in what: a plan, an order, a decision."""

    patient_id: UUID
    patient_name: str
    withdrawal: Withdrawal
    used_in: tuple[str, ...]


def withdrawn_pins(pins: list[dict[str, str]]) -> tuple[Withdrawal, ...]:
    """Those of some stored pins that were withdrawn since."""
    there = {(p["kind"], p["id"], p["version"]) for p in pins}
    return tuple(w for w in catalogue.withdrawals() if w.of in there)


def missing_for(order: Order) -> tuple[str, ...]:
    """Why an order cannot go ahead because of what was withdrawn, in words; empty when nothing was."""
    return tuple(
        f"The order rests on {w.id}@{w.version}, which was withdrawn: {w.because} Withdraw the order, sign a new one."
        for w in withdrawn_pins(order.pins)
    )


def worklist(actor: Actor) -> tuple[WithdrawnUse, ...]:
    """Open courses of the actor's site that used what was withdrawn, by name. No query while nothing was."""
    gone = catalogue.withdrawals()
    if not gone:
        return ()
    found: dict[tuple[UUID, str, tuple[str, str, str]], list[str]] = {}
    for what, rows in _rows(actor, gone).items():
        for patient, pins in rows:
            for withdrawal in withdrawn_pins(pins):
                used = found.setdefault((patient.id, patient.name, withdrawal.of), [])
                if what not in used:
                    used.append(what)
    by_pin = {w.of: w for w in gone}
    uses = (WithdrawnUse(id_, name, by_pin[of], tuple(used)) for (id_, name, of), used in found.items())
    return tuple(sorted(uses, key=lambda use: (use.patient_name, use.withdrawal.of)))


def _rows(actor: Actor, gone: tuple[Withdrawal, ...]) -> dict[str, list[tuple[Any, list[dict[str, str]]]]]:
    """What of the open courses may rest on it, by what it is: the person, and the pins."""
    course = {"plan__course__status": CourseStatus.ACTIVE, "patient__site_id": actor.site}
    plans = Plan.objects.filter(course__status=CourseStatus.ACTIVE, course__patient__site_id=actor.site)
    orders = _naming(Order.objects.filter(**course), gone).select_related("patient")
    decisions = EligibilityDecision.objects.filter(
        patient__site_id=actor.site, patient__courses__status=CourseStatus.ACTIVE
    )
    choices = PathwayDecision.objects.filter(patient__site_id=actor.site, course__status=CourseStatus.ACTIVE)
    return {
        "plan": [
            (p.course.patient, [pin for pin in (p.protocol, p.modality, p.product) if pin])
            for p in plans.select_related("course__patient")
        ],
        "order": [(o.patient, o.pins) for o in orders],
        "eligibility decision": [(d.patient, d.pins) for d in _naming(decisions, gone).select_related("patient")],
        "choice of course": [(c.patient, c.pins) for c in _naming(choices, gone).select_related("patient")],
    }


def _naming(rows: QuerySet[Any], gone: tuple[Withdrawal, ...]) -> QuerySet[Any]:
    """Only rows whose pins name one of the ids: the database sifts, and the pins are compared afterwards."""
    named = [Q(pins_text__contains=f'"{id_}"') for id_ in sorted({w.id for w in gone})]
    sifted: QuerySet[Any] = rows.annotate(pins_text=Cast("pins", TextField())).filter(reduce(or_, named))
    return sifted
