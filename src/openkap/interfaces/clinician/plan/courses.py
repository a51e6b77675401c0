"""Starting a course, changing it at a review, ending it with somewhere to go, and its letters."""

from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.clinician.plan.forms import EndForm, ReviewForm, StartForm
from openkap.interfaces.components.paper import paper
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import courses, endings, selectors


def start(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Start a course."""
    patient = patient_for(actor, patient_id, "course")
    form = StartForm(sent(request))
    if form.is_bound and carried_out(
        form, lambda: courses.start_course(by=actor, patient_id=patient.id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("plan", patient.id)
    return _page(request, patient, form, "Start a course", "Start this course")


def review(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Change what the course consists of."""
    patient = patient_for(actor, patient_id, "course")
    course = selectors.active_course(patient.id)
    if course is None:
        return redirect("course-start", patient.id)
    form = ReviewForm(sent(request))
    if form.is_bound and carried_out(
        form, lambda: courses.change_course(by=actor, course_id=course.id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("plan", patient.id)
    return _page(request, patient, form, "Review", "Change the course")


def end(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """End the course, or decide that none begins."""
    patient = patient_for(actor, patient_id, "course")
    form = EndForm(sent(request))
    if form.is_bound and carried_out(form, lambda: _end(actor, patient.id, form)):
        return redirect("plan", patient.id)
    return _page(request, patient, form, "End, and what comes instead", "Record it")


def letter(request: HttpRequest, actor: Actor, patient_id: UUID, letter_id: UUID) -> HttpResponse:  # noqa: ARG001
    """A referral letter as a PDF, made from the sealed text."""
    patient = patient_for(actor, patient_id, "letter")
    found = selectors.letter(patient.id, letter_id)
    if found is None:
        raise Http404("There is no such letter here.")
    pdf = paper("clinician/plan/letter.html", {"letter": found, "patient": patient, "clinic_name": patient.site.name})
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="letter.pdf"'}
    )


def _end(actor: Actor, patient_id: UUID, form: EndForm) -> object:
    course = selectors.active_course(patient_id)
    data = {name: form.cleaned_data[name] for name in ("outcome", "because", "decided_on", "alternative")}
    if course:
        return endings.end_course(by=actor, course_id=course.id, letter=form.letter(), now=clock.now(), **data)
    return endings.end_without_course(by=actor, patient_id=patient_id, letter=form.letter(), now=clock.now(), **data)


def _page(request: HttpRequest, patient: object, form: Form, heading: str, action: str) -> HttpResponse:
    context = {"patient": patient, "form": form, "heading": heading, "action": action}
    return render(request, "clinician/plan/form.html", context, status=status(form))
