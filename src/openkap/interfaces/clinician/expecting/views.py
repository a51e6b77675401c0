"""The explorer: a model, a dose, a weight; a curve with its band, or a range."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.clinical.pharmacokinetics.model import Somebody
from openkap.clinical.pharmacokinetics.prediction import predict
from openkap.content import catalogue
from openkap.interfaces.clinician.expecting.forms import ExploreForm
from openkap.interfaces.components.expecting import expectation
from openkap.records.audit.acting import Actor

FIRST = {"model": "esketamine-nasal", "dose_mg": 56, "weight_kg": 70}


def explore(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Draw what a model expects. It is about nobody: no person's data are read or shown."""
    form, shown = ExploreForm(request.GET or FIRST), None
    if form.is_valid():
        asked = form.cleaned_data
        model = catalogue.entry("pharmacokinetics", asked["model"]).value
        try:
            shown = expectation(predict(model, asked["dose_mg"], Somebody(asked["weight_kg"])))
        except ValueError as error:
            form.add_error("dose_mg", str(error))
    status = 200 if form.is_valid() else 400
    return render(request, "clinician/expecting/explorer.html", {"form": form, "shown": shown}, status=status)
