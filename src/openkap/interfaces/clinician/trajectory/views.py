"""The trajectory of one person on a page, on paper for a colleague, and on paper for the person."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.clinician.course.statements import statements
from openkap.interfaces.clinician.trajectory import readmodel
from openkap.interfaces.clinician.trajectory.figure import figure
from openkap.interfaces.components.paper import paper
from openkap.interfaces.components.plain_scores import plain_words
from openkap.interfaces.components.trajectory import trajectory_of
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for

FOLDER = "clinician/trajectory"


def _context(request: HttpRequest, actor: Actor, patient_id: UUID) -> dict[str, Any]:
    now, patient = clock.now(), patient_for(actor, patient_id, "course")
    found = trajectory_of(patient, request.GET.get("measure", "")[:80], now)
    if found is None:
        return {"patient": patient, "found": None, "now": now}
    return {
        "patient": patient,
        "clinic_name": patient.site.name,
        "now": now,
        "found": found,
        "statements": statements(found.measure),
        "shape": readmodel.shape_words(found),
        "picture": figure(found, now),
        "groups": readmodel.group_rows(found),
        "scores": readmodel.score_rows(found, now),
    }


def show_trajectory(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """The scores, and where groups of other people stood by then."""
    return render(request, f"{FOLDER}/trajectory.html", _context(request, actor, patient_id))


def trajectory_paper(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """The same on paper."""
    return _pdf(f"{FOLDER}/paper.html", _context(request, actor, patient_id), "trajectory")


def plain_paper(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What the scores did, in plain words, to take home."""
    context = _context(request, actor, patient_id)
    if context["found"] is not None:
        lines = catalogue.entry("crisis", context["patient"].site.jurisdiction).value.lines
        context |= {"told": plain_words(context["found"]), "lines": lines}
    return _pdf(f"{FOLDER}/plain.html", context, "your-scores")


def _pdf(template: str, context: dict[str, Any], name: str) -> HttpResponse:
    if context["found"] is None:
        return redirect("trajectory", context["patient"].id)  # it says that no form was sent yet
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(paper(template, context), content_type="application/pdf", headers=headers)
