"""People of a cohort as outcomes count them: their first course of a kind, and what they answered until the next."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from openkap.clinical.outcomes.abstinence import Calendar, Days, days_of_programme
from openkap.clinical.outcomes.change import Score
from openkap.clinical.outcomes.programme import Treated
from openkap.clinical.outcomes.standards import Standards, TimePoint
from openkap.clinical.values import Truth, Unknown
from openkap.content import catalogue
from openkap.records.assessments.models import Answer
from openkap.records.assessments.models import Score as Kept
from openkap.records.reporting.cohort import Cohort, Referred, Taken

YEAR = timedelta(days=365.25)
EVERY, THERAPY = "every", "psychotherapy"  # else the id of a product
CALENDAR = "timeline-followback"


def treated(cohort: Cohort, courses: str, measure: str) -> tuple[Treated, ...]:
    """Everybody of the cohort with their scores of one measure; one query."""
    scores: dict[UUID, list[Score]] = defaultdict(list)
    rows = Kept.objects.filter(response__patient__in=cohort.ids, response__instrument=measure, value__isnull=False)
    for patient, at, value in rows.values_list("response__patient_id", "scored_at", "value"):
        if value is not None:
            scores[patient].append(Score(at, value))
    return tuple(_one(person, courses, measure, scores[person.id]) for person in cohort.people)


def _one(person: Referred, courses: str, measure: str, scores: list[Score]) -> Treated:
    course = _course(person, courses, measure)
    began = course.began_at if course else None
    later = [c.began_at for c in person.courses if c.began_at and began and c.began_at > began]
    end = min(later, default=None)
    age = (began.date() - person.born_on) / YEAR if began else None
    return Treated(_is_eligible(person, courses), began, tuple(s for s in scores if end is None or s.at < end), age)


def _course(person: Referred, courses: str, measure: str) -> Taken | None:
    """The person's first course of this kind whose plans ask for the measure."""
    wanted = "" if courses == THERAPY else courses
    fit = (c for c in person.courses if courses == EVERY or c.product == wanted)
    return next((c for c in fit if measure in c.asks), None)


def _is_eligible(person: Referred, courses: str) -> bool:
    return bool(person.eligible_for) if courses in {EVERY, THERAPY} else courses in person.eligible_for


def calendar_days(
    cohort: Cohort, courses: str, point: TimePoint, standards: Standards, now: datetime
) -> Days | Unknown:
    """Days without alcohol, day by day: from every calendar that was closed, whether it gave a score or not."""
    given = _calendars(cohort)
    people = []
    for person in cohort.people:
        course = _course(person, courses, CALENDAR)
        if course and course.began_at and point.is_over(course.began_at, now):
            people.append((course.began_at, tuple(given[person.id])))
    return days_of_programme(people, point, standards)


def _calendars(cohort: Cohort) -> dict[UUID, list[Calendar]]:
    items = [i.id for i in catalogue.entry("instruments", CALENDAR).value.items]
    answers: dict[tuple[UUID, datetime], dict[str, int]] = defaultdict(dict)
    rows = Answer.objects.filter(response__patient__in=cohort.ids, response__instrument=CALENDAR)
    told = rows.filter(response__closed_at__isnull=False).order_by("answered_at", "recorded_at", "position")
    for patient, at, item, value in told.values_list("response__patient_id", "response__closed_at", "item", "value"):
        answers[patient, cast("datetime", at)][item] = value
    found: dict[UUID, list[Calendar]] = defaultdict(list)
    for (patient, at), days in answers.items():
        found[patient].append(Calendar(at, tuple(_truth(days.get(item)) for item in items)))
    return found


def _truth(drinks: int | None) -> Truth:
    if drinks is None:
        return Truth.UNKNOWN
    return Truth.TRUE if drinks == 0 else Truth.FALSE
