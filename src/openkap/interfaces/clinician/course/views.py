"""The course page of one person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.course.figure import figure
from openkap.interfaces.clinician.course.gather import course_of
from openkap.interfaces.clinician.course.statements import statements
from openkap.interfaces.clinician.course.table import rows
from openkap.interfaces.components.patient_head import about, head_of
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment.watch import codes_needed


def show_course(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Where this person stands, what was given and measured, what is due. ``?all=1`` shows every dose."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "course")
    known = about(patient, now, codes_needed())
    course = course_of(patient, known, now, whole=request.GET.get("all") == "1")
    return render(
        request,
        "clinician/course/course.html",
        {
            "patient": patient,
            "head": head_of(patient, known, now),
            "course": course,
            "picture": figure(course, now),
            "table": rows(course, now),
            "statements": statements(course.measures[0]) if course.measures else (),
        },
    )
