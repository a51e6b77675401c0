"""The read model of the course, composed from the selectors beneath. Few queries, whatever the length of the course."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.clinician.course.measures import measures
from openkap.interfaces.clinician.course.readmodel import Course, Measure
from openkap.records.assessments import selectors as assessments

BEFORE, AFTER = timedelta(days=7), timedelta(days=21)


def _first_day(found: tuple[Measure, ...], today: date) -> date:
    days = [timezone.localdate(s.at) for m in found for s in m.scores]
    return min([*days, today]) - BEFORE


def course_of(patient_id: UUID, now: datetime) -> Course:
    """The course as of ``now``."""
    today = timezone.localdate(now)
    found = measures(assessments.scores(patient_id), assessments.sent(patient_id), None, now)
    return Course(
        "", has_dosing=False, began_at=None, starts_on=_first_day(found, today), ends_on=today + AFTER, measures=found
    )
