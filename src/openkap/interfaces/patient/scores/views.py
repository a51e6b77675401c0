"""The person's scores over time. The link and its check are those of the plan."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from openkap.gateways import clock
from openkap.interfaces.patient.answering import session
from openkap.interfaces.patient.answering.session import private
from openkap.interfaces.patient.answering.views import frame_of, no_link
from openkap.interfaces.patient.scores.readmodel import own_scores
from openkap.records.assessments import links
from openkap.records.patients import selectors as patients


@private
@require_safe
def show_scores(request: HttpRequest) -> HttpResponseBase:
    """What the scores did, in the words of the paper that staff hand over. While a dose works the plan says *later*."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None or not links.shares_plan(assignment):
        return no_link(request)
    if patients.under_effect(assignment.patient_id):
        return redirect("mine")
    context = frame_of(assignment) | {"own": own_scores(assignment.patient, now)}
    return render(request, "patient/scores/scores.html", context)
