"""Every leaflet, one of them with the basis of each point, and signing a translation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.clinician.education.forms import TranslationForm
from openkap.interfaces.components.posting import carried_out, status
from openkap.interfaces.components.sources import sources
from openkap.records.accounts import translations
from openkap.records.audit.acting import Actor


def show_education(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every leaflet, and which translations wait for somebody who reads both languages."""
    signed = translations.signed_translations(actor.site)
    lines = [(e.value, e.pin in signed) for e in catalogue.entries("education")]
    return render(request, "clinician/education/list.html", {"lines": lines})


def show_preview(
    request: HttpRequest, actor: Actor, leaflet_id: str, form: TranslationForm | None = None
) -> HttpResponse:
    """One leaflet as the patient sees it, with where each point comes from; a translation beside its English text."""
    leaflet = _leaflet(leaflet_id)
    name, _, version = leaflet.translates.partition("@")
    original = catalogue.entry("education", name, version).value if name else None
    english = {s.id: s for s in original.sections} if original else {}
    context = {
        "leaflet": leaflet,
        "original": original,
        "points": [(s, english.get(s.id), sources(s.basis)) for s in leaflet.sections],
        "signers": translations.signers(actor.site, leaflet.pin) if original else [],
        "form": form or TranslationForm(),
        "may_sign": actor.has("prescriber", "therapist", "nurse"),
    }
    return render(request, "clinician/education/preview.html", context, status=status(form) if form else 200)


@require_POST
def sign(request: HttpRequest, actor: Actor, leaflet_id: str) -> HttpResponseBase:
    """Sign a translation as somebody who reads both languages."""
    leaflet = _leaflet(leaflet_id)
    if not leaflet.translates:
        raise Http404("This is not a translation.")
    form = TranslationForm(request.POST)
    now = clock.now()
    if carried_out(
        form,
        lambda: translations.sign_translation(
            by=actor, pin=leaflet.pin, language=leaflet.lang, now=now, **form.cleaned_data
        ),
    ):
        return redirect("education-preview", leaflet_id)
    return show_preview(request, actor, leaflet_id, form)


def _leaflet(leaflet_id: str) -> Any:
    if leaflet_id not in catalogue.ids("education"):
        raise Http404("There is no such leaflet.")
    return catalogue.entry("education", leaflet_id).value
