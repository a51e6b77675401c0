"""The list of modalities, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.content import catalogue
from openkap.interfaces.clinician.modalities import readmodel
from openkap.records.audit.acting import Actor


def show_modalities(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Every modality, with what is known of it."""
    rows = [readmodel.list_row(e.value) for e in catalogue.entries("modalities")]
    return render(request, "clinician/modalities/modalities.html", {"rows": rows})


def show_modality(request: HttpRequest, _actor: Actor, modality_id: str) -> HttpResponse:
    """One modality: course, session, note, homework, measures, and where it stands around a dose."""
    if modality_id not in catalogue.ids("modalities"):
        raise Http404("There is no such modality here.")
    found = catalogue.entry("modalities", modality_id).value
    return render(request, "clinician/modalities/modality.html", {"modality": readmodel.detail(found)})
