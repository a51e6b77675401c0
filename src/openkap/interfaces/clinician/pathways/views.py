"""The decision aid of one person. With acute risk it shows the risk pathway and nothing else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.clinical.pathways.weighing import RiskFirst
from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.clinician.pathways import readmodel
from openkap.interfaces.clinician.pathways.forms import ChoiceForm
from openkap.interfaces.components.paper import paper
from openkap.interfaces.components.posting import carried_out, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import pathways

FOLDER = "clinician/pathways"


def show_options(
    request: HttpRequest, actor: Actor, patient_id: UUID, refused: ChoiceForm | None = None
) -> HttpResponse:
    """What speaks for each option, what is unknown, and the choice."""
    patient = patient_for(actor, patient_id, "course")
    found = pathways.weigh_patient(patient, clock.now())
    code = status(refused) if refused else 200
    if isinstance(found, RiskFirst):
        return render(request, f"{FOLDER}/risk.html", {"patient": patient, "risk": found}, status=code)
    context = {
        "patient": patient,
        "found": found,
        "options": readmodel.option_cards(found),
        "changes": readmodel.would_change(found, patient.id),
        "choices": pathways.choices(patient.id),
        "form": refused or ChoiceForm(),
        "may_decide": actor.has("prescriber", "therapist") and not found.risk_unknown,
    }
    return render(request, f"{FOLDER}/options.html", context, status=code)


@require_POST
def choose(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Keep the choice and start its course."""
    patient = patient_for(actor, patient_id, "course")
    form = ChoiceForm(request.POST)
    if carried_out(
        form, lambda: pathways.choose_pathway(by=actor, patient_id=patient.id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("plan", patient.id)
    return show_options(request, actor, patient_id, form)


def show_paper(_request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """The comparison in plain words, as a PDF to take home; with acute risk the help alone."""
    patient = patient_for(actor, patient_id, "course")
    now = clock.now()
    found = pathways.weigh_patient(patient, now)
    lines = catalogue.entry("crisis", patient.site.jurisdiction).value.lines
    context = {"patient": patient, "clinic_name": patient.site.name, "as_of": now, "lines": lines}
    if isinstance(found, RiskFirst):
        pdf = paper(f"{FOLDER}/risk_paper.html", {**context, "risk": found})
    else:
        pdf = paper(f"{FOLDER}/paper.html", {**context, "options": readmodel.option_cards(found)})
    headers = {"Content-Disposition": 'inline; filename="options.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
