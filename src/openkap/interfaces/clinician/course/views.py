"""The course page of one person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.course.figure import figure
from openkap.interfaces.clinician.course.gather import course_of
from openkap.interfaces.clinician.course.statements import statements
from openkap.interfaces.clinician.course.table import rows
from openkap.interfaces.components.paging import Piece, number_in
from openkap.interfaces.components.patient_head import about, head_of
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment.watch import codes_needed

DOSES = "doses"  # the word in the address


def show_course(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Where this person stands, what was given and measured, what is due; the newest doses or an earlier piece."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "course")
    known = about(patient, now, codes_needed())
    number = number_in(request, DOSES)
    course = course_of(patient, known, now, number)
    return render(
        request,
        "clinician/course/course.html",
        {
            "patient": patient,
            "head": head_of(patient, known, now),
            "course": course,
            "piece": Piece((), DOSES, number, has_earlier=bool(course.earlier_doses)),
            "picture": figure(course, now),
            "table": rows(course, now),
            "statements": statements(course.measures[0]) if course.measures else (),
        },
    )
