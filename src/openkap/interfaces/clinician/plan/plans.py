"""The plan page, and making the next version of a plan."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.clinical.protocols.definition import CourseKind
from openkap.clinical.protocols.schedule import Constraints
from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.clinician.plan.dosecard import dose_card
from openkap.interfaces.clinician.plan.forms import OrderForm, PlanForm
from openkap.interfaces.clinician.plan.orderlines import order_lines
from openkap.interfaces.clinician.plan.visits import visits_shown
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.patient_head import about, head_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.scheduling.services import plan_course
from openkap.records.treatment import selectors
from openkap.records.treatment.choices import plan_options
from openkap.records.treatment.plans import PlanDraft


def show_plan(
    request: HttpRequest, actor: Actor, patient_id: UUID, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """The course, its plan in force, every dated visit with why, and the orders."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "plan")
    course, versions = selectors.course_and_plans(patient.id)
    plan = selectors.in_force(course, versions) if course else None
    has_dosing = bool(course and CourseKind(course.kind).has_dosing)
    card = dose_card(plan, patient, now) if plan and has_dosing else None
    context = {
        "patient": patient,
        "head": head_of(patient, about(patient, now, standing=(course, plan)), now),
        "course": course,
        "has_dosing": has_dosing,
        "at_home": bool(plan and catalogue.entry("protocols", plan.protocol["id"]).value.home),
        "plan": plan,
        "titles": _titles(plan),
        "versions": versions,
        "card": card,
        "expected": card.expected if card else None,
        "visits": visits_shown(request, patient.id, now),
        **(_orders(request, patient.id, now) if has_dosing else {}),
        **({} if course else _before(patient.id)),
        "may_prescribe": actor.has("prescriber"),
        "may_decide": actor.has("prescriber", "therapist"),
        "order": OrderForm(),
        **(forms or {}),
    }
    code = max((status(f) for f in (forms or {}).values()), default=200)
    return render(request, "clinician/plan/plan.html", context, status=code)


def show_before(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Earlier courses, how they ended, and the letters."""
    patient = patient_for(actor, patient_id, "plan")
    context = {"patient": patient, "courses": selectors.courses(patient.id), **_before(patient.id)}
    return render(request, "clinician/plan/before.html", context)


def _orders(request: HttpRequest, patient_id: UUID, now: datetime) -> dict[str, Any]:
    piece = piece_of(selectors.orders(patient_id), request, "orders")
    return {"order_piece": piece, "orders": order_lines(piece.rows, now)}


def _before(patient_id: UUID) -> dict[str, Any]:
    return {"endings": selectors.endings(patient_id), "letters": selectors.letters(patient_id)}


def new_plan(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Write the next version; its visits are dated as it is kept."""
    patient = patient_for(actor, patient_id, "plan")
    course = selectors.active_course(patient.id)
    if course is None:
        return redirect("course-start", patient.id)
    form = PlanForm(
        sent(request), options=plan_options(course.id, clock.now()), initial=_initial(selectors.plan_in_force(course))
    )
    if form.is_bound and carried_out(form, lambda: _make(actor, course.id, form.cleaned_data, clock.now())):
        return redirect("plan", patient.id)
    context = {"patient": patient, "form": form, "heading": "Plan", "action": "Keep this plan and date its visits"}
    return render(request, "clinician/plan/form.html", context, status=status(form))


def _make(actor: Actor, course_id: UUID, data: dict[str, Any], now: datetime) -> object:
    draft = PlanDraft(
        goals=tuple(data["goals"].splitlines()),
        protocol=data["protocol"],
        starts_on=data["starts_on"],
        modality=data["modality"],
        dose_value=data.get("dose_value"),
        dose_unit=data.get("dose_unit", ""),
        dose_reason=data.get("dose_reason", ""),
        because=data["because"],
    )
    return plan_course(by=actor, course_id=course_id, draft=draft, constraints=Constraints(), now=now)


def _initial(plan: Any) -> dict[str, Any]:
    """What the plan in force says; a dose is never filled in beforehand."""
    if plan is None:
        return {}
    modality = plan.modality["id"] if plan.modality else ""
    return {"goals": "\n".join(plan.goals), "protocol": plan.protocol["id"], "modality": modality}


def _titles(plan: Any) -> dict[str, str]:
    if plan is None:
        return {}
    pins = {"protocol": ("protocols", plan.protocol), "modality": ("modalities", plan.modality)}
    return {n: catalogue.entry(kind, pin["id"], pin["version"]).value.title for n, (kind, pin) in pins.items() if pin}
