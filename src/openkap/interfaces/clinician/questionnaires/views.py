"""Send forms to a person, end a link, see what came back."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.questionnaires.forms import SendForm
from openkap.interfaces.clinician.questionnaires.qr import picture
from openkap.interfaces.components.paging import piece_of
from openkap.records.assessments import links, selectors, services
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient

PAGE = "clinician/questionnaires/questionnaires.html"


def _context(request: HttpRequest, patient: "Patient", form: SendForm, **more: Any) -> dict[str, Any]:
    now = clock.now()
    piece = piece_of(selectors.assignments(patient.id), request, "sent")
    sent = [
        {"assignment": a, "works": links.is_usable(a, now), "forms": [_form_row(r) for r in a.responses.all()]}
        for a in piece.rows
    ]
    return {"patient": patient, "form": form, "sent": sent, "piece": piece, **more}


def _form_row(response: Any) -> dict[str, Any]:
    definition, score = services.definition_of(response), getattr(response, "score", None)
    words = "Not finished"
    if score is not None:
        top = definition.score.high
        words = f"{score.value.normalize():f} of {top}, {score.band}" if score.complete else "Incomplete: no score"
    return {
        "title": definition.title,
        "status": response.status,
        "words": words,
        "because": score.because if score else [],
    }


def show(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What was sent to this person, and what came back."""
    patient = patient_for(actor, patient_id, "questionnaires")
    return render(request, PAGE, _context(request, patient, SendForm()))


@require_POST
@never_cache
def send(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Make a link. It is shown on this page once, and kept nowhere."""
    patient = patient_for(actor, patient_id, "questionnaires")
    form = SendForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = links.assign(
                by=actor, patient=patient, instruments=tuple(given["instruments"]), good_for=form.good_for(),
                with_code=given["opens_with"] == "code", now=clock.now(),
            )  # fmt: skip
        except (links.NotReadyError, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, links.NotReadyError) else error)
        else:
            address = request.build_absolute_uri(reverse("link", args=[made.token]))
            fresh = {"address": address, "code": made.code, "qr": picture(address), "until": made.assignment.expires_at}
            return render(request, PAGE, _context(request, patient, SendForm(), fresh=fresh))
    return render(request, PAGE, _context(request, patient, form), status=422)


@require_POST
def revoke(request: HttpRequest, actor: Actor, patient_id: UUID, assignment_id: UUID) -> HttpResponseBase:
    """End a link at once."""
    patient = patient_for(actor, patient_id, "questionnaires")
    assignment = selectors.assignment_of(patient.id, assignment_id)
    if assignment is None:
        raise Http404("There is no such link here.")
    links.revoke(by=actor, assignment=assignment, now=clock.now())
    messages.success(request, "The link is ended. What was answered stays.")
    return redirect("questionnaires", patient_id=patient.id)
