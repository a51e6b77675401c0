"""What leaves a person's record: the page, the export, requests, consents to disclose, the legal hold."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.administration.disclosure import forms
from openkap.interfaces.components.posting import carried_out, done, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.reporting import exporting, services

FORM = "administration/disclosure/form.html"


def show_disclosure(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """The rules of this place, requests with their time, consents, the hold, and every export."""
    patient, now = patient_for(actor, patient_id, "disclosure"), clock.now()
    context = {
        "patient": patient,
        "rules": exporting.rules_for(patient, now),
        "keeping": services.kept_until(patient, now),
        "hold": services.hold_on(patient),
        "requests": services.requests_of(patient),
        "consents": services.disclosure_consents_of(patient),
        "exports": services.exports_of(patient),
        "today": timezone.localdate(now),
    }
    return render(request, "administration/disclosure/disclosure.html", context)


@never_cache
def export(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Make the document and hand it over as a file; its name says nothing about the person."""
    patient = patient_for(actor, patient_id, "disclosure")
    form = forms.ExportForm(sent(request))
    made: list[exporting.Export] = []

    def make() -> None:
        words = {name: form.cleaned_data[name] for name in ("recipient", "purpose")}
        whom = form.cleaned_data["to"] == "person"
        made.append(
            exporting.export_record(by=actor, patient_id=patient.id, to_the_person=whom, now=clock.now(), **words)
        )

    if carried_out(form, make):
        body = json.dumps(made[0].document, ensure_ascii=False, indent=1)
        answer = HttpResponse(body, content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="record-{made[0].row.id}.json"'
        return answer
    lead = "It says what was left out, and why. Psychotherapy notes are in no export."
    context = {
        "patient": patient,
        "form": form,
        "heading": "Export the record",
        "action": "Make the file",
        "lead": lead,
    }
    return render(request, FORM, context, status=status(form))


def request_new(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Keep a person's request."""
    patient = patient_for(actor, patient_id, "disclosure")
    form = forms.RequestForm(sent(request))
    if carried_out(
        form,
        lambda: services.note_request(by=actor, patient_id=patient.id, now=clock.now(), **form.cleaned_data),
    ):
        return redirect("disclosure", patient.id)
    context = {"patient": patient, "form": form, "heading": "A request about the record", "action": "Keep it"}
    return render(request, FORM, context, status=status(form))


def request_answer(request: HttpRequest, actor: Actor, patient_id: UUID, request_id: UUID) -> HttpResponseBase:
    """Keep how it was answered."""
    patient = patient_for(actor, patient_id, "disclosure")
    form = forms.AnswerForm(sent(request))
    if carried_out(
        form,
        lambda: services.answer_request(
            by=actor, patient_id=patient.id, request_id=request_id, now=clock.now(), **form.cleaned_data
        ),
    ):
        return redirect("disclosure", patient.id)
    context = {"patient": patient, "form": form, "heading": "Answer a request", "action": "Keep the answer"}
    return render(request, FORM, context, status=status(form))


def consent_new(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Keep a signed consent to disclose."""
    patient, now = patient_for(actor, patient_id, "disclosure"), clock.now()
    protections = exporting.rules_for(patient, now).protections
    form = forms.DisclosureConsentForm(sent(request), protections=[(p.id, p.title) for p in protections])

    def keep() -> None:
        text = services.ConsentText(**form.cleaned_data)
        services.keep_disclosure_consent(by=actor, patient_id=patient.id, text=text, now=now)

    if carried_out(form, keep):
        return redirect("disclosure", patient.id)
    named = "; ".join(name for p in protections for name in p.consent_names)
    lead = f"The signed paper names: {named}." if named else "This place has no such rule: no consent is needed here."
    context = {"patient": patient, "form": form, "heading": "A consent to disclose", "action": "Keep it", "lead": lead}
    return render(request, FORM, context, status=status(form))


@require_POST
def consent_end(request: HttpRequest, actor: Actor, patient_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """The person takes a consent back."""
    patient = patient_for(actor, patient_id, "disclosure")
    done(
        request,
        "Withdrawn. Nothing more leaves under it.",
        lambda: services.withdraw_disclosure_consent(
            by=actor, patient_id=patient.id, consent_id=consent_id, now=clock.now()
        ),
    )
    return redirect("disclosure", patient.id)


def hold(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Place a legal hold, or release the one that stands."""
    patient = patient_for(actor, patient_id, "disclosure")
    standing = services.hold_on(patient)
    act, verb = (services.release_hold, "Release") if standing else (services.place_hold, "Place")
    form = forms.ReasonForm(sent(request))
    if carried_out(form, lambda: act(by=actor, patient_id=patient.id, now=clock.now(), **form.cleaned_data)):
        return redirect("disclosure", patient.id)
    context = {"patient": patient, "form": form, "heading": f"{verb} a legal hold", "action": verb}
    return render(request, FORM, context, status=status(form))
