"""The list of leaflets, and one of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkap.clinical.education.offering import Offered
from openkap.gateways import clock
from openkap.interfaces.patient.answering import crisis, session
from openkap.interfaces.patient.answering.session import private
from openkap.interfaces.patient.leaflets import readmodel
from openkap.records.safety import selectors as safety


@private
@require_safe
def show_leaflets(request: HttpRequest) -> HttpResponse:
    """Everything there is to read, or what is for this person's course."""
    shown, frame, assignment = _open(request)
    context = {**frame, "groups": readmodel.by_phase(readmodel.own(shown, assignment)), "own": assignment is not None}
    return render(request, "patient/leaflets/list.html", context)


@private
@require_safe
def show_leaflet(request: HttpRequest, code: str) -> HttpResponse:
    """One leaflet, in the language asked for where that may be shown."""
    shown, frame, _ = _open(request)
    found = readmodel.one(shown, code)
    if found is None:
        raise Http404("There is no such page.")
    context = {**frame, "leaflet": found.leaflet, "interpreter_needed": found.interpreter_needed}
    return render(request, "patient/leaflets/leaflet.html", context)


def _open(request: HttpRequest) -> tuple[tuple[Offered, ...], dict[str, Any], Any]:
    """The leaflets of this site and language, what every page of it shows, and whose link it is, if anybody's."""
    assignment = session.current(request, clock.now())
    site = assignment.patient.site if assignment else safety.the_only_site()
    lang = readmodel.language(request.GET.get("lang", ""))
    frame = {
        "help": crisis.panel(site, heading=crisis.AT_ANY_TIME, lang=lang),
        "clinic_name": site.name if site else "",
        "lang": lang,
        "languages": list(readmodel.LANGUAGES.items()),
    }
    return readmodel.leaflets(lang, site.id if site else None), frame, assignment
