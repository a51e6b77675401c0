"""The read model of the course, composed from the selectors beneath. Few queries, whatever the length of the course."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.clinician.course import lane_marks
from openkap.interfaces.clinician.course.due import due_rows
from openkap.interfaces.clinician.course.measures import measures
from openkap.interfaces.clinician.course.readmodel import Course, Measure
from openkap.interfaces.components.templatetags.words import day
from openkap.records.assessments import selectors as assessments
from openkap.records.scheduling import selectors as scheduling
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.scheduling.models import Visit as Booked
    from openkap.records.treatment.models import Plan

BEFORE = timedelta(days=7)  # a little room on either side of the first and last mark


def _span(found: tuple[Measure, ...], booked: "list[Booked]", today: date) -> tuple[date, date]:
    days = [timezone.localdate(s.at) for m in found for s in m.scores] + [v.planned_on for v in booked]
    return min([*days, today]) - BEFORE, max([*days, today]) + BEFORE


def _goals_note(plan: "Plan") -> str:
    modality = f" Therapy: {plan.modality['id'].replace('-', ' ')}." if plan.modality else ""
    return f"Written down {day(plan.made_at)} by {plan.made_by_label}.{modality}"


def course_of(patient_id: UUID, now: datetime) -> Course:
    """The course as of ``now``."""
    today = timezone.localdate(now)
    course, versions = treatment.course_and_plans(patient_id)
    plan = treatment.in_force(course, versions) if course else None
    booked = scheduling.visits_of(patient_id)
    began_at = next((v.planned_at for v in booked if v.status in {"arrived", "finished"}), None)
    found = measures(assessments.scores(patient_id), assessments.sent(patient_id), began_at, now)
    starts_on, ends_on = _span(found, booked, today)
    has_dosing = bool(course and course.kind != "psychotherapy")
    product = plan.product["id"] if plan and plan.product and has_dosing else ""
    return Course(
        kind=course.kind if course else "",
        has_dosing=has_dosing,
        began_at=began_at,
        starts_on=starts_on,
        ends_on=ends_on,
        measures=found,
        doses=lane_marks.planned_doses(booked, set(), today) if has_dosing else (),
        visits=lane_marks.visits(booked, today),
        due=due_rows(patient_id, product, booked, found, now),
        goals=tuple(plan.goals) if plan else (),
        goals_note=_goals_note(plan) if plan else "",
    )
