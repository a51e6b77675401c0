"""The read model of the course, composed from the selectors beneath. Few queries, whatever the length of the course."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.outcomes.warning import Watched
from openkap.interfaces.clinician.course.doses import Doses, doses, first_shown, last_shown, sessions_of
from openkap.interfaces.clinician.course.due import due_rows
from openkap.interfaces.clinician.course.early import early
from openkap.interfaces.clinician.course.lane_marks import visits
from openkap.interfaces.clinician.course.readmodel import Course, Exposure
from openkap.interfaces.clinician.course.watch import watch_rows
from openkap.interfaces.components.measures import Measure, measures
from openkap.interfaces.components.patient_head import BLADDER, About
from openkap.interfaces.components.trajectory import began_at
from openkap.interfaces.components.wording import day, short_day
from openkap.records.assessments import selectors as assessments
from openkap.records.dosing.selectors import CourseSessions
from openkap.records.scheduling import selectors as scheduling

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.scheduling.models import Visit as Booked
    from openkap.records.treatment.models import Plan

ROOM = timedelta(days=7)  # a little room on either side of the first and last mark


def _span(found: tuple[Measure, ...], booked: "list[Booked]", given: Doses, today: date) -> tuple[date, date]:
    """From the first mark to the last; where doses are left out, from the first or to the last that is shown."""
    scored = sorted(s.at for m in found for s in m.scores)
    days = [timezone.localdate(at) for at in (*scored[:1], *scored[-1:])] + [v.planned_on for v in booked]
    first, last = min([*days, today]), max([*days, today])
    return (first_shown(given.sessions) or first) - ROOM, (last_shown(given.sessions) or last) + ROOM


def _within(measure: Measure, first: date, last: date) -> Measure:
    """The measure as the picture and the table show it. Where the person stands rests on all."""
    zone = timezone.get_current_timezone()
    begun, over = datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)
    scores = tuple(s for s in measure.scores if begun <= s.at <= over)
    return replace(measure, scores=scores, plan=tuple(d for d in measure.plan if begun <= d.due_at <= over))


def _goals_note(plan: "Plan") -> str:
    modality = f" Therapy: {plan.modality['id'].replace('-', ' ')}." if plan.modality else ""
    return f"Written down {day(plan.made_at)} by {plan.made_by_label}.{modality}"


def _exposure(known: About, sessions: CourseSessions) -> Exposure:
    asked = [f for f in known.facts if f.code == BLADDER and f.asserted_by]
    words = None
    if asked:
        words = f"{'Symptoms' if asked[-1].value is True else 'No symptoms'}, asked {short_day(asked[-1].at)}"
    return Exposure(sessions.given, sessions.total_mg, words)


def course_of(patient: "Patient", known: About, now: datetime, piece: int = 1) -> Course:
    """The course as of ``now`` with its newest doses, or an earlier piece of them, and the time that they span."""
    today, course, plan = timezone.localdate(now), known.course, known.plan
    sessions = sessions_of(patient.id, piece)
    since, until = first_shown(sessions) or date.min, last_shown(sessions) or date.max
    booked = scheduling.visits_within(patient.id, since, until)
    shown = [v for v in booked if since <= v.planned_on <= until]
    given = doses(patient.id, sessions, shown, now)
    has_dosing = bool(given.sessions.lines) or bool(course and course.kind != "psychotherapy")
    first_at = began_at(given.sessions, booked, has_dosing=has_dosing)
    forms = assessments.sent(patient.id)
    found = measures(forms, first_at, now)
    starts_on, ends_on = _span(found, shown, given, today)
    in_pieces = given.sessions.earlier or given.sessions.later
    return Course(
        kind=course.kind if course else "",
        has_dosing=has_dosing,
        began_at=first_at,
        starts_on=starts_on,
        ends_on=ends_on,
        measures=tuple(_within(m, starts_on, ends_on) for m in found) if in_pieces else found,
        doses=given.rows if has_dosing else (),
        earlier_doses=given.sessions.earlier,
        later_doses=given.sessions.later,
        visits=visits(shown, today),
        due=due_rows(patient, known, booked, found, now),
        early=early([Watched(m.rules, m.scores, m.plan, first_at) for m in found], now) if course else (),
        checks=watch_rows(patient, known, booked, forms, given.sessions.first_at, now),
        exposure=_exposure(known, given.sessions) if has_dosing else None,
        goals=tuple(plan.goals) if plan else (),
        goals_note=_goals_note(plan) if plan else "",
    )
