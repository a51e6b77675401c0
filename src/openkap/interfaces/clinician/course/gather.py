"""The read model of the course, composed from the selectors beneath. Few queries, whatever the length of the course."""

from datetime import datetime, timedelta

from django.utils import timezone

from openkap.interfaces.clinician.course.readmodel import Course


def course_of(now: datetime) -> Course:
    """The course as of ``now``."""
    today = timezone.localdate(now)
    return Course("", has_dosing=False, began_at=None, starts_on=today - timedelta(days=14), ends_on=today)
