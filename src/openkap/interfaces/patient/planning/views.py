"""The patient's plan and homework. The link, its check and its pause are those of the forms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.patient.answering import crisis, session
from openkap.interfaces.patient.answering.session import private
from openkap.interfaces.patient.answering.views import FOLDER, frame_of, no_link
from openkap.interfaces.patient.planning.readmodel import days_ahead, expected_dose, tasks
from openkap.records.assessments import links
from openkap.records.audit.refusals import RefusedError
from openkap.records.home import selectors as home
from openkap.records.patients import selectors as patients
from openkap.records.therapy import homework_services

SOON = 3  # visits that stand open; the rest a tap away


@private
def show_mine(request: HttpRequest, refusal: str = "") -> HttpResponseBase:
    """Dates ahead with why and what to arrange; homework with a word from the person. It pauses while a dose works."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None or not links.shares_plan(assignment):
        return no_link(request)
    dose = home.dose_in_hand(assignment.patient_id, now)
    if patients.under_effect(assignment.patient_id):
        if dose is not None:
            return redirect("mine-day")
        return render(request, f"{FOLDER}/paused.html", frame_of(assignment), status=409)
    patient, days = assignment.patient, days_ahead(assignment.patient, now)
    context = frame_of(assignment) | {
        "soon": days[:SOON], "later": days[SOON:], "tasks": tasks(patient.id), "proof": session.proof(request),
        "expected": expected_dose(patient, now), "refusal": refusal, "nobody": crisis.cover_words(patient.site, now),
        "home_dose": dose is not None,
    }  # fmt: skip
    return render(request, "patient/planning/mine.html", context, status=422 if refusal else 200)


@private
def report(request: HttpRequest, homework_id: UUID) -> HttpResponseBase:
    """Keep what the person says of one homework."""
    now = clock.now()
    assignment = session.current(request, now)
    proved = request.method == "POST" and session.is_proved(request, request.POST.get("proof", ""))
    if assignment is None or not proved or not links.shares_plan(assignment):
        return no_link(request)
    said, words = request.POST.get("said", ""), request.POST.get("words", "")
    try:
        by = links.patient_actor(assignment)
        homework_services.report_homework(by=by, homework_id=homework_id, said=said, words=words, now=now)
    except RefusedError as refusal:
        return show_mine(request, str(refusal))
    messages.success(request, "Thank you. Your therapist reads this before you meet.")
    return redirect("mine")
