"""Consent from the staff's side: where it stands, explaining, capacity, handing over the tablet, withdrawal."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.consent.forms import CapacityForm, ExplainedForm, WithdrawForm
from openkap.interfaces.clinician.consent.readmodel import answer_lines, form_lines
from openkap.interfaces.components.posting import carried_out, done, status
from openkap.records.audit.acting import Actor
from openkap.records.consents import selectors, services
from openkap.records.consents.tablet import lend_tablet
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import selectors as treatment


def show_consents(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Every form, and whether it stands."""
    patient = patient_for(actor, patient_id, "consent")
    now = clock.now()
    asked = selectors.asked(patient.id, now)
    plan = treatment.current(patient.id)[1]
    planned = frozenset(pin["id"] for pin in (plan.product, plan.protocol) if pin) if plan else frozenset()
    lines = form_lines(patient, asked, planned, now)
    context = {
        "patient": patient,
        "lines": [line for line in lines if line.likely],
        "others": [line for line in lines if not line.likely],
        "history": [view.consent for view in asked],
        "languages": [(code, name) for code, name in selectors.LANGUAGES.items() if code != services.ORIGINAL],
    }
    return render(request, "clinician/consent/consents.html", context)


@require_POST
def open_form(request: HttpRequest, actor: Actor, patient_id: UUID, covers: str) -> HttpResponseBase:
    """Begin to ask, or go on with what was begun."""
    patient = patient_for(actor, patient_id, "consent")
    if not done(
        request,
        "The form is open. Explain it, then hand over the tablet.",
        lambda: services.open_consent(
            by=actor, patient_id=patient.id, covers=covers, now=clock.now(), language=request.POST.get("language", "en")
        ),
    ):
        return redirect("consent", patient.id)
    newest = selectors.latest(patient.id, covers, clock.now())
    return redirect("consent-form", patient.id, newest.consent.id) if newest else redirect("consent", patient.id)


def show_consent(
    request: HttpRequest,
    actor: Actor,
    patient_id: UUID,
    consent_id: UUID,
    forms: dict[str, ExplainedForm | CapacityForm | WithdrawForm] | None = None,
) -> HttpResponse:
    """One asking: what has been done, what is missing, and the exact words."""
    patient = patient_for(actor, patient_id, "consent")
    view = _view(patient.id, consent_id)
    shown = {"explained": ExplainedForm(), "capacity": CapacityForm(), "withdraw": WithdrawForm(), **(forms or {})}
    context = {
        "patient": patient,
        "view": view,
        "lines": answer_lines(view),
        "standing": selectors.standing(patient.id, view.consent.covers, clock.now()),
        "may_judge": actor.has("prescriber", "therapist"),
        **shown,
    }
    code = max((status(f) for f in (forms or {}).values()), default=200)
    return render(request, "clinician/consent/consent.html", context, status=code)


@require_POST
def explained(request: HttpRequest, actor: Actor, patient_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """Note that the signed-in person explained it."""
    patient_for(actor, patient_id, "consent")
    form = ExplainedForm(request.POST)
    if carried_out(
        form,
        lambda: services.note_explained(by=actor, consent_id=consent_id, now=clock.now(), **form.cleaned_data),
    ):
        return redirect("consent-form", patient_id, consent_id)
    return show_consent(request, actor, patient_id, consent_id, {"explained": form})


@require_POST
def capacity(request: HttpRequest, actor: Actor, patient_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """Note whether the person can decide."""
    patient_for(actor, patient_id, "consent")
    form = CapacityForm(request.POST)
    if carried_out(
        form, lambda: services.note_capacity(by=actor, consent_id=consent_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("consent-form", patient_id, consent_id)
    return show_consent(request, actor, patient_id, consent_id, {"capacity": form})


@require_POST
def withdraw(request: HttpRequest, actor: Actor, patient_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """Record a withdrawal that was heard."""
    patient_for(actor, patient_id, "consent")
    form = WithdrawForm(request.POST)
    if carried_out(
        form, lambda: services.withdraw_consent(by=actor, consent_id=consent_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("consent-form", patient_id, consent_id)
    return show_consent(request, actor, patient_id, consent_id, {"withdraw": form})


@require_POST
def hand_over(request: HttpRequest, actor: Actor, patient_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """Sign the staff out of this tablet and leave it with this one form for an hour."""
    patient_for(actor, patient_id, "consent")
    view = _view(patient_id, consent_id)
    if view.closed:
        return redirect("consent-form", patient_id, consent_id)
    logout(request)
    lend_tablet(request.session, view.consent, actor, clock.now())
    return redirect("form")


def _view(patient_id: UUID, consent_id: UUID) -> selectors.ConsentView:
    view = selectors.view(consent_id, patient_id, clock.now())
    if view is None:
        raise Http404("There is no such form here.")
    return view
