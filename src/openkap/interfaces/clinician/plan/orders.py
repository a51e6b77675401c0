"""Signing an order, and the go of the day."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.plan.forms import OrderForm, ReasonForm
from openkap.interfaces.clinician.plan.plans import show_plan
from openkap.interfaces.components.posting import carried_out, done
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import selectors, services


@require_POST
def sign(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Sign one dose for one day under the plan in force."""
    patient = patient_for(actor, patient_id, "order")
    form = OrderForm(request.POST)
    if carried_out(form, lambda: _sign(actor, patient.id, form)):
        return redirect("plan", patient.id)
    return show_plan(request, actor, patient_id, {"order": form})


@require_POST
def go(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Say go for today."""
    patient = patient_for(actor, patient_id, "order")
    done(request, "Go given for today.", lambda: services.give_go(by=actor, order_id=order_id, now=clock.now()))
    return redirect("plan", patient.id)


@require_POST
def hold(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Hold an order, with a reason."""
    patient = patient_for(actor, patient_id, "order")
    form = ReasonForm(request.POST)
    if carried_out(
        form, lambda: services.hold_order(by=actor, order_id=order_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("plan", patient.id)
    return show_plan(request, actor, patient_id, {"why": form})


@require_POST
def withdraw(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Withdraw an order, with a reason."""
    patient = patient_for(actor, patient_id, "order")
    form = ReasonForm(request.POST)
    if carried_out(
        form, lambda: services.withdraw_order(by=actor, order_id=order_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("plan", patient.id)
    return show_plan(request, actor, patient_id, {"why": form})


def _sign(actor: Actor, patient_id: UUID, form: OrderForm) -> object:
    course = selectors.active_course(patient_id)
    plan = selectors.plan_in_force(course) if course else None
    if plan is None:
        raise RefusedError("There is no plan in force. Make one first.")
    data = form.cleaned_data
    return services.sign_order(by=actor, plan_id=plan.id, for_on=data["for_on"], reason=data["reason"], now=clock.now())
