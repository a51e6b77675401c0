"""Every translation, one of them beside its English text, and the signature of somebody who reads both."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.content import catalogue
from openkap.content.readers.translations import original_texts
from openkap.gateways import clock
from openkap.interfaces.clinician.translations.forms import TranslationForm
from openkap.interfaces.components.posting import carried_out, status
from openkap.records.accounts import translations
from openkap.records.audit.acting import Actor


def show_translations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every translation, and which of them wait for somebody who reads both languages."""
    signed = translations.signed_translations(actor.site)
    lines = [(e.value, e.pin in signed) for e in catalogue.entries("translations")]
    leaflets = [(e.value, e.pin in signed) for e in catalogue.entries("education") if e.value.translates]
    return render(request, "clinician/translations/list.html", {"lines": lines, "leaflets": leaflets})


def show_translation(
    request: HttpRequest, actor: Actor, translation_id: str, form: TranslationForm | None = None
) -> HttpResponse:
    """One translation, text by text beside the English."""
    made = _translation(translation_id)
    english = original_texts(made)
    context = {
        "made": made,
        "points": [(place, text, made.texts[place]) for place, text in english.items()],
        "signers": translations.signers(actor.site, made.pin),
        "form": form or TranslationForm(),
        "may_sign": actor.has("prescriber", "therapist", "nurse"),
    }
    return render(request, "clinician/translations/translation.html", context, status=status(form) if form else 200)


@require_POST
def sign(request: HttpRequest, actor: Actor, translation_id: str) -> HttpResponseBase:
    """Sign a translation as somebody who reads both languages."""
    made, form, now = _translation(translation_id), TranslationForm(request.POST), clock.now()

    def keep() -> None:
        translations.sign_translation(by=actor, pin=made.pin, language=made.lang, now=now, **form.cleaned_data)

    if carried_out(form, keep):
        return redirect("translation", translation_id)
    return show_translation(request, actor, translation_id, form)


def _translation(translation_id: str) -> Any:
    if translation_id not in catalogue.ids("translations"):
        raise Http404("There is no such translation.")
    return catalogue.entry("translations", translation_id).value
