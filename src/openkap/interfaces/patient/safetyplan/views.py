"""The safety plan as the person reads it: their own words under plain headings, and the numbers to call."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.clinical.education.leaflet import ORIGINAL
from openkap.gateways import clock
from openkap.interfaces.patient.answering import crisis, session
from openkap.interfaces.patient.answering.session import private
from openkap.records.accounts.translations import screen_in
from openkap.records.safety import risk


@private
def show_plan(request: HttpRequest) -> HttpResponse:
    """Only for the browser that holds an identified link, and only while the newest version is meant to be shown."""
    assignment = session.current(request, clock.now())
    if assignment is None or not risk.has_plan_to_show(assignment.patient_id):
        raise Http404("There is nothing here.")
    site, lang = assignment.patient.site, request.GET.get("lang", ORIGINAL)
    plan = risk.plan_of(assignment.patient_id, lang)
    words, shown = screen_in("safety-plan", lang, site.id)
    context = {
        "clinic_name": site.name,
        "words": words,
        "lang": shown,
        "steps": [(heading, own) for _, heading, own in plan.steps] if plan else [],
        "steps_lang": plan.language if plan else ORIGINAL,
        "help": crisis.panel(site, heading=crisis.AT_ANY_TIME, lang=lang),
    }
    return render(request, "patient/safetyplan/plan.html", context)
