"""The worklist of alerts, and one alert: taken, and resolved with level, plan and what was done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.alerts.forms import ResolveForm
from openkap.interfaces.components.wording import clock as at_clock
from openkap.interfaces.components.wording import open_for, short_day
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.safety import cover, selectors, services

CLINICIANS = ("prescriber", "nurse", "therapist", "director")


def show_alerts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits at this site, the longest overdue first, and what was settled in the last week."""
    now = clock.now()
    settled = [_row(a, actor, now) for a in selectors.resolved_lately(actor, now - timedelta(days=7))]
    waiting = [_row(a, actor, now) for a in selectors.alerts(actor)]
    context = {"waiting": waiting, "settled": settled, "on_cover": cover.on_cover(actor.site, now)}
    return render(request, "clinician/alerts/alerts.html", context)


def _row(alert: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    overdue = selectors.is_overdue(alert, now)
    state = "ok" if alert.state == "resolved" else "alert" if overdue or alert.state == "open" else "due"
    due = f"resolved {at_clock(alert.resolution.resolved_at)}" if alert.state == "resolved" else _due(alert, now)
    return {
        "state": state,
        "what": alert.because,
        "detail": f"{alert.patient.name}, {alert.urgency}",
        "owner": alert.owner.name if alert.owner else "",
        "due": due,
        # an administrator sees that something waits; its page is for those who treat
        "address": reverse("alert", args=[alert.id]) if actor.has(*CLINICIANS) else "",
    }


def _due(alert: Any, now: datetime) -> str:
    due = alert.due_at if alert.state == "open" else alert.record_due_at
    verb = "answer" if alert.state == "open" else "record"
    late = f"{open_for(due, now)} late" if now > due else f"{verb} by {at_clock(due)}, {short_day(due)}"
    return late if now <= due else f"{verb}: {late}"


def show_alert(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponseBase:
    """One alert with its history; posting resolves it."""
    alert = selectors.alert_for(actor, alert_id)
    if alert is None:
        raise Http404("There is no such alert here.")
    patient = patient_for(actor, alert.patient_id, "alert")
    form = ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.resolve(by=actor, alert_id=alert.id, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Resolved. It stands under the alerts of this week.")
            return redirect("alerts")
    context = {
        "alert": alert,
        "card": _card(alert),
        "patient": patient,
        "form": form,
        "events": selectors.history(alert),
    }
    return render(request, "clinician/alerts/alert.html", context, status=422 if form.errors else 200)


def _card(alert: Any) -> dict[str, Any]:
    now = clock.now()
    states = {"open": "owned" if alert.owner else "unowned", "acknowledged": "owned", "resolved": "settled"}
    return {
        "id": alert.id,
        "what": alert.because,
        "next": f"{alert.urgency.capitalize()}: {_due(alert, now)}." if alert.state != "resolved" else "",
        "rule": alert.rule,
        "state": "escalated" if alert.step and alert.state == "open" else states[alert.state],
        "owner": alert.owner.name if alert.owner else "",
        "open_for": open_for(alert.opened_at, now) if alert.state != "resolved" else "",
        "settled_by": f"{alert.owner.name}, {at_clock(alert.resolution.resolved_at)}"
        if alert.state == "resolved"
        else "",
    }


@require_POST
def acknowledge(request: HttpRequest, actor: Actor, alert_id: UUID) -> HttpResponseBase:
    """Take the alert."""
    alert = selectors.alert_for(actor, alert_id)
    if alert is None:
        raise Http404("There is no such alert here.")
    services.acknowledge(by=actor, alert_id=alert.id, now=clock.now())
    messages.success(request, "It is yours. Record level, plan and what was done once you have spoken to the person.")
    return redirect("alert", alert_id=alert_id)
