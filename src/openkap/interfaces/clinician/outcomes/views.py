"""The programme's outcomes on a page and on paper. They are about many, so no person's record is opened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.outcomes import readmodel
from openkap.interfaces.clinician.outcomes.beside import studies_page
from openkap.interfaces.clinician.outcomes.forms import answered
from openkap.interfaces.components.paper import paper
from openkap.interfaces.components.telling import courses_title, measure_title
from openkap.records.accounts.selectors import site_of
from openkap.records.audit.acting import Actor
from openkap.records.reporting.outcomes import Report, programme_beside_studies, programme_outcomes

FOLDER = "clinician/outcomes"


def _context(report: Report, problem: str) -> dict[str, Any]:
    return {
        "report": report,
        "problem": problem,
        "choices": readmodel.choices(report),
        "told": readmodel.told(report.programme, report) if report.programme else None,
        "days": readmodel.days_words(report.days),
    }


def show_outcomes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who came, who was treated, who was measured, and what became of them."""
    report, problem = answered(request, actor, programme_outcomes, clock.now())
    return render(request, f"{FOLDER}/outcomes.html", _context(report, problem), status=400 if problem else 200)


def outcomes_paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same on paper."""
    report, problem = answered(request, actor, programme_outcomes, clock.now())
    context = {**_context(report, problem), "clinic_name": site_of(actor).name, "now": clock.now()}
    pdf = paper(f"{FOLDER}/paper.html", context)
    headers = {"Content-Disposition": 'inline; filename="outcomes.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers, status=400 if problem else 200)


def show_studies(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The programme beside published studies, each at its own time point."""
    found, problem = answered(request, actor, programme_beside_studies, clock.now())
    context = {
        "report": found.report,
        "problem": problem,
        "choices": readmodel.choices(found.report),
        "comparisons": found.comparisons,
        "page": studies_page(found),
        "measure": measure_title(found.report.asked.measure) if found.report.asked.measure else "",
        "courses": courses_title(found.report.asked.courses),
    }
    return render(request, f"{FOLDER}/studies.html", context, status=400 if problem else 200)
