"""Send forms to a person, end a link, see what came back."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.clinician.questionnaires.forms import LinkForm, RatingForm, SendForm
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.interfaces.components.qr import picture
from openkap.records.assessments import links, selectors, services, wordings
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for

if TYPE_CHECKING:
    from openkap.records.assessments.models import Assignment
    from openkap.records.patients.models import Patient

PAGE = "clinician/questionnaires/questionnaires.html"


def _context(request: HttpRequest, actor: Actor, patient: "Patient", form: SendForm, **more: Any) -> dict[str, Any]:
    now = clock.now()
    piece = piece_of(selectors.assignments(patient.id), request, "sent")
    made = [_sent_row(a, now) for a in piece.rows]
    ratings = [e.value for e in catalogue.entries("instruments")]
    may_rate = actor.has(*services.RATERS)
    shown = {"patient": patient, "form": form, "share": LinkForm(auto_id="share-%s"), "sent": made, "piece": piece}
    return {**shown, "ratings": ratings, "may_rate": may_rate, **more}


def _sent_row(assignment: "Assignment", now: datetime) -> dict[str, Any]:
    responses = list(assignment.responses.all())
    return {
        "assignment": assignment,
        "works": links.is_usable(assignment, now),
        "entered": any(r.entered_by for r in responses),
        "forms": [_form_row(r) for r in responses],
    }


def _form_row(response: Any) -> dict[str, Any]:
    definition = catalogue.entry("instruments", response.instrument, response.version).value
    score = getattr(response, "score", None)
    words = "Not finished"
    if score is not None:
        top = definition.score.high
        band = f", {score.band}" if score.band else ""
        words = f"{score.value.normalize():f} of {top}{band}" if score.complete else "Incomplete: no score"
    return {
        "title": definition.title,
        "status": response.status,
        "words": words,
        "raised": [f"{id_.replace('-', ' ').capitalize()}, {urgency}" for id_, urgency in score.flags] if score else [],
        "entered_by": response.entered_by_label,
    }


def show(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What was sent to this person, and what came back."""
    patient = patient_for(actor, patient_id, "questionnaires")
    return render(request, PAGE, _context(request, actor, patient, SendForm(actor.site)))


@require_POST
@never_cache
def send(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Make a link. It is shown on this page once, and kept nowhere."""
    patient = patient_for(actor, patient_id, "questionnaires")
    form = SendForm(actor.site, request.POST)
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
            return _shown_once(request, actor, patient, made)
    return render(request, PAGE, _context(request, actor, patient, form), status=422)


def enter(request: HttpRequest, actor: Actor, patient_id: UUID, instrument_id: str) -> HttpResponseBase:
    """A form that a member of staff rates, or copies from paper."""
    patient = patient_for(actor, patient_id, "questionnaires")
    if instrument_id not in catalogue.ids("instruments"):
        raise Http404("There is no such instrument.")
    definition = wordings.as_put(actor.site, instrument_id)
    form = RatingForm(definition, sent(request))

    def keep() -> None:
        services.record_rating(
            by=actor, patient=patient, instrument=instrument_id, answers=form.answers(), now=clock.now()
        )

    if carried_out(form, keep):
        messages.success(request, f"{definition.title} is kept and scored.")
        return redirect("questionnaires", patient_id=patient.id)
    context = {"patient": patient, "form": form, "instrument": definition}
    return render(request, "clinician/questionnaires/enter.html", context, status=status(form))


@require_POST
@never_cache
def share(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Make a link to the person's own plan and homework. It too is shown once."""
    patient = patient_for(actor, patient_id, "questionnaires")
    form = LinkForm(request.POST, auto_id="share-%s")
    if form.is_valid():
        with_code = form.cleaned_data["opens_with"] == "code"
        made = links.share_plan(
            by=actor, patient=patient, good_for=form.good_for(), with_code=with_code, now=clock.now()
        )
        return _shown_once(request, actor, patient, made)
    return render(request, PAGE, _context(request, actor, patient, SendForm(actor.site), share=form), status=422)


def _shown_once(request: HttpRequest, actor: Actor, patient: "Patient", made: links.Sent) -> HttpResponse:
    address = request.build_absolute_uri(reverse("link", args=[made.token]))
    fresh = {"address": address, "code": made.code, "qr": picture(address), "until": made.assignment.expires_at}
    return render(request, PAGE, _context(request, actor, patient, SendForm(actor.site), fresh=fresh))


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
