"""One visit: why it is on its day, what was changed, moving it, and what became of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.plan.forms import MoveForm, StatusForm, VisitForm
from openkap.interfaces.components.paging import A_PIECE, Piece, number_in
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.scheduling import selectors, services

if TYPE_CHECKING:
    from openkap.records.scheduling.models import Visit

NAME = "visits"
RECENT = timedelta(days=28)  # visits of the last four weeks stand beside those to come


def visits_shown(request: HttpRequest, patient_id: UUID, now: datetime) -> "Piece[Visit]":
    """Visits to come and of the last weeks, in order; on a further piece the earlier ones, in order too."""
    since = timezone.localdate(now) - RECENT
    number = number_in(request, NAME)
    if number == 1:
        return Piece(tuple(selectors.visits_of(patient_id, since)), NAME, 1, has_earlier=True)
    start = (number - 2) * A_PIECE
    rows = tuple(selectors.visits_before(patient_id, since)[start : start + A_PIECE + 1])
    return Piece(tuple(reversed(rows[:A_PIECE])), NAME, number, len(rows) > A_PIECE)


def show_visit(
    request: HttpRequest, actor: Actor, patient_id: UUID, visit_id: UUID, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """The visit and its history."""
    patient = patient_for(actor, patient_id, "visit")
    visit = selectors.visit_of(patient.id, visit_id)
    if visit is None:
        raise Http404("There is no such visit here.")
    context = {
        "patient": patient,
        "visit": visit,
        "changes": selectors.changes_of(visit),
        "move": MoveForm(),
        "became": StatusForm(),
        **(forms or {}),
    }
    code = max((status(f) for f in (forms or {}).values()), default=200)
    return render(request, "clinician/plan/visit.html", context, status=code)


def add(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Add a visit that no protocol asks for."""
    patient = patient_for(actor, patient_id, "visit")
    form, now = VisitForm(sent(request)), clock.now()
    if carried_out(form, lambda: services.add_visit(by=actor, patient_id=patient.id, now=now, **form.cleaned_data)):
        return redirect("plan", patient_id)
    context = {"patient": patient, "form": form, "heading": "Add a visit", "action": "Add it"}
    return render(request, "clinician/plan/form.html", context, status=status(form))


@require_POST
def move(request: HttpRequest, actor: Actor, patient_id: UUID, visit_id: UUID) -> HttpResponseBase:
    """Move it, with a reason."""
    patient_for(actor, patient_id, "visit")
    form = MoveForm(request.POST)
    if carried_out(
        form, lambda: services.move_visit(by=actor, visit_id=visit_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("visit", patient_id, visit_id)
    return show_visit(request, actor, patient_id, visit_id, {"move": form})


@require_POST
def keep(request: HttpRequest, actor: Actor, patient_id: UUID, visit_id: UUID) -> HttpResponseBase:
    """Keep what became of it."""
    patient_for(actor, patient_id, "visit")
    form = StatusForm(request.POST)
    if carried_out(
        form, lambda: services.set_status(by=actor, visit_id=visit_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("visit", patient_id, visit_id)
    return show_visit(request, actor, patient_id, visit_id, {"became": form})
