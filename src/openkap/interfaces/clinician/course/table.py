"""The scores of a course as a table, and which of them were missing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from openkap.clinical.outcomes.measured import Coming
from openkap.interfaces.clinician.course.readmodel import Course, Measure
from openkap.interfaces.components.wording import quantity


@dataclass(frozen=True, slots=True)
class Row:
    """One day: a value a measure, ``missing`` where one was due, nothing where none was."""

    on: date
    values: tuple[str, ...]


def _by_day(measure: Measure, now: datetime) -> dict[date, str]:
    found = {timezone.localdate(d.due_at): "missing" for d in measure.plan
             if d.coming(now) in {Coming.MISSING, Coming.INCOMPLETE}}  # fmt: skip
    return found | {timezone.localdate(s.at): quantity(s.value) for s in measure.scores}


def rows(course: Course, now: datetime) -> tuple[Row, ...]:
    """Every day with a score or a missing one, oldest first."""
    columns = [_by_day(measure, now) for measure in course.measures]
    days = sorted({day for column in columns for day in column})
    return tuple(Row(day, tuple(column.get(day, "") for column in columns)) for day in days)
