"""The day of a dose at home. Between the dose and its time nothing is asked: the page speaks to the companion."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.components.posting import carried_out, done, status
from openkap.interfaces.patient.answering import session
from openkap.interfaces.patient.answering.session import private
from openkap.interfaces.patient.answering.views import frame_of, no_link
from openkap.interfaces.patient.athome.forms import AfterForm, BeforeForm
from openkap.interfaces.patient.athome.readmodel import day_of
from openkap.records.assessments import links
from openkap.records.home import reports, selectors

if TYPE_CHECKING:
    from openkap.records.assessments.models import Assignment
    from openkap.records.home.folding import HomeDose

SAID = {
    "taken": "We know. Rest now. The adult with you looks after you.",
    "not-taken": "We know. Lock it away, and bring it back to the clinic.",
    "trouble": "The clinic is called. If it is bad, call the emergency number now.",
}


@private
def show_day(request: HttpRequest) -> HttpResponseBase:
    """Where the day stands, and the one thing to do now."""
    found = _dose(request)
    if found is None:
        return no_link(request)
    return _page(request, *found, BeforeForm(), AfterForm())


@private
def before(request: HttpRequest) -> HttpResponseBase:
    """Keep the check-in before the dose."""
    found = _dose(request, changing=True)
    if found is None:
        return no_link(request)
    assignment, dose = found
    form, by, now = BeforeForm(request.POST), links.patient_actor(assignment), clock.now()
    if carried_out(
        form, lambda: reports.report_before(by=by, session_id=dose.session.id, answers=form.told(), now=now)
    ):
        return redirect("mine-day")
    return _page(request, assignment, dose, form, AfterForm())


@private
def say(request: HttpRequest) -> HttpResponseBase:
    """Keep that it was taken, that it will not be, or that something is wrong."""
    found = _dose(request, changing=True)
    what = request.POST.get("what", "")
    if found is None or what not in SAID:
        return no_link(request)
    assignment, dose = found
    by, now, id_ = links.patient_actor(assignment), clock.now(), dose.session.id

    def keep() -> object:
        if what == "taken":
            return reports.report_taken(by=by, session_id=id_, now=now)
        if what == "trouble":
            return reports.report_trouble(by=by, session_id=id_, now=now)
        return reports.report_not_taken(by=by, session_id=id_, words=request.POST.get("words", ""), now=now)

    done(request, SAID[what], keep)
    return redirect("mine-day")


@private
def after(request: HttpRequest) -> HttpResponseBase:
    """Keep the check-in afterwards."""
    found = _dose(request, changing=True)
    if found is None:
        return no_link(request)
    assignment, dose = found
    form, by, now = AfterForm(request.POST), links.patient_actor(assignment), clock.now()
    if carried_out(form, lambda: reports.report_after(by=by, session_id=dose.session.id, answers=form.told(), now=now)):
        messages.success(request, "Thank you. The clinic has it.")
        return redirect("mine-day")
    return _page(request, assignment, dose, BeforeForm(), form)


def _dose(request: HttpRequest, *, changing: bool = False) -> "tuple[Assignment, HomeDose] | None":
    """The link of a plan and the dose in hand; None where either is missing, or a form came from elsewhere."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None or not links.shares_plan(assignment):
        return None
    if changing and not (request.method == "POST" and session.is_proved(request, request.POST.get("proof", ""))):
        return None
    dose = selectors.dose_in_hand(assignment.patient_id, now)
    return (assignment, dose) if dose else None


def _page(
    request: HttpRequest, assignment: "Assignment", dose: "HomeDose", before: forms.Form, after: forms.Form
) -> HttpResponse:
    context: dict[str, Any] = frame_of(assignment) | {
        "day": day_of(dose, clock.now()), "before": before, "after": after, "proof": session.proof(request),
    }  # fmt: skip
    return render(request, "patient/athome/day.html", context, status=max(status(before), status(after)))
