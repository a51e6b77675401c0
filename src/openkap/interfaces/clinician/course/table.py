"""The scores of a course as a table, and which of them were missing."""

from dataclasses import dataclass
from datetime import date, datetime

from openkap.interfaces.clinician.course.readmodel import Course
from openkap.interfaces.components.measures import by_day


@dataclass(frozen=True, slots=True)
class Row:
    """One day: a value a measure, ``missing`` where one was due, nothing where none was."""

    on: date
    values: tuple[str, ...]


def rows(course: Course, now: datetime) -> tuple[Row, ...]:
    """Every day with a score or a missing one, oldest first."""
    columns = [by_day(measure, now) for measure in course.measures]
    days = sorted({day for column in columns for day in column})
    return tuple(Row(day, tuple(column.get(day, "") for column in columns)) for day in days)
