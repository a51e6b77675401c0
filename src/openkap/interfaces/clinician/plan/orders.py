"""Signing an order, and the go of the day."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.plan.forms import OrderForm, ReasonForm
from openkap.interfaces.clinician.plan.orderlines import order_line
from openkap.interfaces.clinician.plan.plans import show_plan
from openkap.interfaces.components.posting import carried_out, done, status
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import selectors, services
from openkap.records.treatment.eligibility import eligibility_today


@require_POST
def sign(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Sign one dose for one day under the plan in force."""
    patient = patient_for(actor, patient_id, "order")
    form = OrderForm(request.POST)
    if carried_out(form, lambda: _sign(actor, patient.id, form)):
        return redirect("plan", patient.id)
    return show_plan(request, actor, patient_id, {"order": form})


def show_order(
    request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID, form: ReasonForm | None = None
) -> HttpResponse:
    """One order: what it rests on, what is missing for the go, and the go itself."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "order")
    order = selectors.order(patient.id, order_id)
    if order is None:
        raise Http404("There is no such order here.")
    line = order_line(order, now)
    missing = selectors.missing_for_go(order, now) if line.open and line.word != "Go given" else ()
    context = {
        "patient": patient,
        "line": line,
        "missing": missing,
        "aged": eligibility_today(order, now).aged if line.open and not missing else (),
        "why": form or ReasonForm(),
        "may_prescribe": actor.has("prescriber"),
    }
    return render(request, "clinician/plan/order.html", context, status=status(form) if form else 200)


@require_POST
def go(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Say go for today."""
    patient_for(actor, patient_id, "order")
    why, now = request.POST.get("reason", ""), clock.now()
    done(request, "Go given for today.", lambda: services.give_go(by=actor, order_id=order_id, reason=why, now=now))
    return redirect("order", patient_id, order_id)


@require_POST
def hold(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Hold an order, with a reason."""
    patient_for(actor, patient_id, "order")
    form = ReasonForm(request.POST)
    if carried_out(
        form, lambda: services.hold_order(by=actor, order_id=order_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("order", patient_id, order_id)
    return show_order(request, actor, patient_id, order_id, form)


@require_POST
def withdraw(request: HttpRequest, actor: Actor, patient_id: UUID, order_id: UUID) -> HttpResponseBase:
    """Withdraw an order, with a reason."""
    patient_for(actor, patient_id, "order")
    form = ReasonForm(request.POST)
    if carried_out(
        form, lambda: services.withdraw_order(by=actor, order_id=order_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("order", patient_id, order_id)
    return show_order(request, actor, patient_id, order_id, form)


def _sign(actor: Actor, patient_id: UUID, form: OrderForm) -> object:
    course = selectors.active_course(patient_id)
    plan = selectors.plan_in_force(course) if course else None
    if plan is None:
        raise RefusedError("There is no plan in force. Make one first.")
    data = form.cleaned_data
    return services.sign_order(by=actor, plan_id=plan.id, for_on=data["for_on"], reason=data["reason"], now=clock.now())
