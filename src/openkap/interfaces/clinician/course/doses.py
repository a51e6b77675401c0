"""Doses of the course: given, held and why, booked, missed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.clinician.course.lane_marks import planned_doses
from openkap.interfaces.clinician.course.readmodel import Dose, Given, Pressure
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.records.dosing import selectors as dosing
from openkap.records.dosing.selectors import CourseSessions, SessionLine
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.scheduling.models import Visit as Booked

AT_ONCE = 10  # sessions that one piece of the course shows
ENDED_EARLY = {"left-against-advice": "Left against advice", "transferred": "Transferred to emergency care",
               "died": "Died"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doses:
    """The rows to show, oldest first, and what all sessions come to."""

    rows: tuple[Dose, ...]
    sessions: CourseSessions


def _pressure(pair: list[int] | None) -> Pressure | None:
    return Pressure(*pair) if pair else None


def _given(line: SessionLine) -> Dose:
    summed: dict[str, Any] = line.summary
    amount = summed.get("given_mg")
    return Dose(
        given=Given.OPEN if line.is_open else Given.GIVEN,
        at=line.at,
        number=line.number,
        address=link_to("room" if line.is_open else "session-ended", line.id),
        dose_mg=None if amount is None else Decimal(amount),
        dose_mg_per_kg=line.dose_mg_per_kg,
        before=_pressure(summed.get("before")),
        peak=_pressure(summed.get("peak")),
        leaving=_pressure(summed.get("leaving")),
        peak_alerted=bool(summed.get("peak_alerted")),
        lowest_moaas=summed.get("lowest_moaas"),
        dissociation=summed.get("dissociation") or "",
        left_min=summed.get("left_after_min"),
        ended=ENDED_EARLY.get(line.phase, ""),
    )


def sessions_of(patient_id: UUID, piece: int) -> CourseSessions:
    """The newest sessions (piece 1), or those before them."""
    return dosing.course_sessions(patient_id, AT_ONCE, (piece - 1) * AT_ONCE)


def first_shown(sessions: CourseSessions) -> date | None:
    """The day from which the page shows the course; None: from its beginning."""
    return timezone.localdate(sessions.lines[0].at) if sessions.earlier and sessions.lines else None


def last_shown(sessions: CourseSessions) -> date | None:
    """The day until which the page shows the course; None: to its end."""
    return timezone.localdate(sessions.lines[-1].at) if sessions.later and sessions.lines else None


def doses(patient_id: UUID, found: CourseSessions, booked: "list[Booked]", now: datetime) -> Doses:
    """Every row about a dose: given, held, booked, missed."""
    given = [_given(line) for line in found.lines if line.number]
    stopped = [Dose(Given.HELD, line.at, why="Ended before the dose.") for line in found.lines
               if not line.number and not line.is_open]  # fmt: skip
    days = {timezone.localdate(dose.at) for dose in (*given, *stopped)}
    noon, zone = time(12), timezone.get_current_timezone()
    since, until = first_shown(found) or date.min, last_shown(found) or date.max
    stood = {day: why for day, why in treatment.held_orders(patient_id, since) if day not in days and day <= until}
    halted = [Dose(Given.HELD, datetime.combine(day, noon, zone), why=why) for day, why in stood.items()]
    planned = planned_doses(booked, days | set(stood), timezone.localdate(now))
    coming = [d for d in planned if d.given is Given.PLANNED]
    missed = [d for d in planned if d.given is Given.MISSED]
    numbered = [replace(d, number=number) for number, d in enumerate(coming, found.given + 1)]
    return Doses(tuple(sorted((*given, *stopped, *halted, *missed, *numbered), key=lambda dose: dose.at)), found)
