"""One person's doses at home: the companion, one order at a time, the release, and what was told by telephone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.athome import forms
from openkap.interfaces.clinician.athome.readmodel import home_page
from openkap.interfaces.components.posting import carried_out, done, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.home import reports, services
from openkap.records.home.selectors import dose_at_home
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import selectors as treatment

FORM = "clinician/athome/form.html"


def show_home(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What is missing, the companion, and every dose with what was heard of it."""
    patient, now = patient_for(actor, patient_id, "home"), clock.now()
    context = {"patient": patient, "shown": home_page(patient, now), "end": forms.ReasonForm()}
    context |= {"may_prescribe": actor.has("prescriber"), "may_tell": actor.has(*reports.TELLERS)}
    return render(request, "clinician/athome/home.html", context)


def companion(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Name an adult, and tick what they were shown."""
    patient = patient_for(actor, patient_id, "home")
    try:
        points = services.shown_points(patient.id)
    except RefusedError as error:
        return _back(request, patient_id, str(error))
    form = forms.CompanionForm(sent(request), points=points)

    def keep() -> None:
        data = form.cleaned_data
        draft = services.CompanionDraft(data["name"], data["phone"], data["age_years"], tuple(data["trained"]))
        services.train_companion(by=actor, patient_id=patient.id, draft=draft, now=clock.now())

    if carried_out(form, keep):
        return redirect("home", patient.id)
    return _form(request, patient, form, "A companion, and their training", "Keep")


@require_POST
def companion_end(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """This adult no longer stays with the person."""
    patient, because, now = patient_for(actor, patient_id, "home"), request.POST.get("because", ""), clock.now()

    def end() -> object:
        return services.end_companion(by=actor, patient_id=patient.id, because=because, now=now)

    done(request, "Ended. Nothing is released until somebody else is trained.", end)
    return redirect("home", patient.id)


def order(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Order one dose for one day at home."""
    patient = patient_for(actor, patient_id, "home")
    _, plan = treatment.current(patient.id)
    if plan is None:
        return _back(request, patient_id, "There is no plan in force, so no dose can be ordered.")
    form = forms.HomeOrderForm(sent(request))

    def keep() -> None:
        services.order_for_home(by=actor, plan_id=plan.id, now=clock.now(), **form.cleaned_data)

    if carried_out(form, keep):
        return redirect("home", patient.id)
    return _form(request, patient, form, "One dose for one day at home", "Sign the order")


@require_POST
def release(request: HttpRequest, actor: Actor, patient_id: UUID, session_id: UUID) -> HttpResponseBase:
    """Release this dose now."""
    patient, now = _whose(actor, patient_id, session_id), clock.now()
    why = request.POST.get("reason", "")

    def give() -> object:
        return services.release_dose(by=actor, session_id=session_id, now=now, reason=why)

    done(request, "Released. It lapses when the blood pressure is half an hour old.", give)
    return redirect("home", patient.id)


def heard(request: HttpRequest, actor: Actor, patient_id: UUID, session_id: UUID) -> HttpResponseBase:
    """Write down what was told by telephone: taken or not."""
    patient = _whose(actor, patient_id, session_id)
    form = forms.HeardForm(sent(request))

    def keep() -> None:
        now, words = clock.now(), form.cleaned_data["words"]
        if form.cleaned_data["heard"] == "taken":
            reports.report_taken(by=actor, session_id=session_id, now=now)
        else:
            reports.report_not_taken(by=actor, session_id=session_id, words=words, now=now)

    if carried_out(form, keep):
        return redirect("home", patient.id)
    return _form(request, patient, form, "What they say of the dose", "Keep")


def after(request: HttpRequest, actor: Actor, patient_id: UUID, session_id: UUID) -> HttpResponseBase:
    """Write down the check-in afterwards, or that what was left came back."""
    patient = _whose(actor, patient_id, session_id)
    form = forms.AfterForm(sent(request))

    def keep() -> None:
        reports.report_after(by=actor, session_id=session_id, answers=form.told(), now=clock.now())

    if carried_out(form, keep):
        return redirect("home", patient.id)
    return _form(request, patient, form, "How it went", "Keep")


def _back(request: HttpRequest, patient_id: UUID, words: str) -> HttpResponseBase:
    """The page of doses at home, saying why a form there does not open."""
    messages.error(request, words)
    return redirect("home", patient_id)


def _whose(actor: Actor, patient_id: UUID, session_id: UUID) -> Any:
    """The person, through their door, when this dose is theirs; 404 otherwise."""
    patient = patient_for(actor, patient_id, "home")
    if dose_at_home(patient.id, session_id) is None:
        raise Http404("There is no such dose here.")
    return patient


def _form(request: HttpRequest, patient: Any, form: Any, heading: str, action: str) -> HttpResponse:
    context = {"patient": patient, "form": form, "heading": heading, "action": action}
    return render(request, FORM, context, status=status(form))
