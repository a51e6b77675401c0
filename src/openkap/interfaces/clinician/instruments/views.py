"""The library, one instrument, its Questionnaire, and the wording that a clinic loads into a skeleton."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.gateways import clock
from openkap.gateways.questionnaires import writing
from openkap.gateways.questionnaires.reading import MAX_BYTES
from openkap.interfaces.clinician.instruments.detail import detail
from openkap.interfaces.clinician.instruments.forms import WordingForm
from openkap.interfaces.clinician.instruments.shelves import shelves
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.assessments import wordings
from openkap.records.audit.acting import Actor

FOLDER = "clinician/instruments"


def library(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every instrument, by what it measures."""
    return render(request, f"{FOLDER}/library.html", {"shelves": shelves(wordings.loaded(actor.site))})


def _entry(instrument_id: str) -> Entry:
    if instrument_id not in catalogue.ids("instruments"):
        raise Http404("There is no such instrument.")
    return catalogue.entry("instruments", instrument_id)


def show(request: HttpRequest, actor: Actor, instrument_id: str) -> HttpResponse:
    """One instrument whole: items, score, bands, flags, change, rights and sources."""
    entry = _entry(instrument_id)
    words = wordings.newest(actor.site, entry.pin)
    may_load = not entry.value.worded and actor.has(*wordings.LOADERS)
    context = {"one": detail(entry), "words": words, "may_load": may_load}
    return render(request, f"{FOLDER}/instrument.html", context)


def questionnaire(_request: HttpRequest, _actor: Actor, instrument_id: str) -> HttpResponse:
    """The instrument as a FHIR R4 Questionnaire; of a skeleton the slots, without words."""
    found = writing.questionnaire(_entry(instrument_id).value)
    return JsonResponse(found, content_type="application/fhir+json", json_dumps_params={"ensure_ascii": False})


def load(request: HttpRequest, actor: Actor, instrument_id: str) -> HttpResponseBase:
    """Load the wording that the clinic may use, or say exactly what does not fit."""
    entry = _entry(instrument_id)
    form = WordingForm(sent(request), request.FILES or None)

    def keep() -> None:
        data, ground = form.cleaned_data["file"].read(MAX_BYTES + 1), form.cleaned_data["entitled_by"]
        wordings.load_wording(by=actor, instrument=instrument_id, data=data, entitled_by=ground, now=clock.now())

    if carried_out(form, keep):
        messages.success(request, f"The wording of {entry.value.title} is loaded. It is put from now on.")
        return redirect("instrument", instrument_id=instrument_id)
    context = {"form": form, "instrument": entry.value}
    return render(request, f"{FOLDER}/wording.html", context, status=status(form))
