"""The list of people, and finding one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.records.audit.acting import Actor
from openkap.records.patients.importing import IMPORTERS
from openkap.records.patients.selectors import people


def show_people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everyone at the site, by name. What is searched for travels in the body, never in the address."""
    words = request.POST.get("words", "")[:200]
    number = request.POST.get("number", "1")
    found = people(actor, words, int(number) if number.isdigit() and len(number) < 5 else 1)
    context = {"found": found, "words": words, "may_import": actor.has(*IMPORTERS)}
    return render(request, "clinician/patients/people.html", context)
