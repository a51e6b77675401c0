"""The list of people, and finding one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.patients.listing import rows_of
from openkap.records.audit.acting import Actor
from openkap.records.patients.importing import IMPORTERS
from openkap.records.patients.selectors import people
from openkap.records.patients.team import CARERS


def show_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everyone at the site, by name. What is searched for travels in the body, never in the address."""
    words, number, now = request.POST.get("words", "")[:200], request.POST.get("number", "1"), clock.now()
    cares = actor.has(*CARERS)
    mine = cares and request.GET.get("show") == "mine"
    found = people(actor, words, int(number) if number.isdigit() and len(number) < 5 else 1, now, mine=mine)
    context = {
        "found": found, "rows": rows_of(actor, found, now), "words": words, "mine": mine, "cares": cares,
        "may_import": actor.has(*IMPORTERS),
    }  # fmt: skip
    return render(request, "clinician/patients/people.html", context)
