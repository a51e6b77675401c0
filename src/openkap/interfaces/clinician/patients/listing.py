"""The list of people: where each stands, what comes next, what waits. Few queries, however many people a page shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.components.wording import clock, day, visit_day
from openkap.records.assessments import selectors as assessments
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors as dosing
from openkap.records.patients.selectors import PeoplePage
from openkap.records.patients.team import CARERS
from openkap.records.safety import selectors as safety
from openkap.records.scheduling import selectors as scheduling
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.treatment.models import Course


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list. To an administrator, and of people outside one's team, it says less."""

    id: UUID
    name: str
    born: str
    in_team: bool
    page: str
    phase: str = ""
    next_visit: str = ""
    waits: tuple[str, ...] = ()
    alerts: int = 0

    @property
    def alert_words(self) -> str:
        """How many alerts are not resolved."""
        return f"{self.alerts} alert{'s' if self.alerts > 1 else ''} open"


def _phase(person: "Patient", course: "Course | None", room: str, now: datetime) -> str:
    if person.deceased_at:
        return f"Died {day(person.deceased_at)}"
    if room:
        return f"In session, room {room}"
    if course is None:
        return "No course yet"
    if course.status == "active":
        passed = (timezone.localdate(now) - course.started_on).days + 1
        return f"{course.get_kind_display()}, {f'day {passed}' if passed > 0 else f'from {day(course.started_on)}'}"
    return f"Course ended {day(course.finished_on)}" if course.finished_on else "Course ended"


def _waiting(actor: Actor, now: datetime) -> dict[UUID, tuple[str, ...]]:
    forms = Counter(form.patient_id for form in assessments.unanswered(actor, now))
    visits = Counter(visit.patient_id for visit in scheduling.overdue(actor, timezone.localdate(now)))
    return {
        id_: tuple(
            f"{count} {word}{'s' if count > 1 else ''} {what}"
            for count, word, what in ((forms[id_], "form", "not answered"), (visits[id_], "visit", "without outcome"))
            if count
        )
        for id_ in forms | visits
    }


def rows_of(actor: Actor, found: PeoplePage, now: datetime) -> list[PersonRow]:
    """The rows of one page. Phase and what waits show for one's own people; visits and alerts, as on Today, for all."""
    ids = [person.id for person in found.people]
    if not actor.has(*CARERS):
        return [PersonRow(p.id, _name(p), day(p.born_on), in_team=False, page="facts") for p in found.people]
    courses, visits = treatment.newest_courses(ids), scheduling.next_visits(ids, now)
    rooms = {session.patient_id: session.room for session in dosing.open_sessions(actor)}
    alerts, waits = Counter(alert.patient_id for alert in safety.alerts(actor)), _waiting(actor, now)
    rows = []
    for person in found.people:
        mine, visit, course = bool(vars(person)["in_team"]), visits.get(person.id), courses.get(person.id)
        rows.append(
            PersonRow(
                person.id, _name(person), day(person.born_on), mine, "course" if course else "facts",
                phase=_phase(person, course, rooms.get(person.id, ""), now) if mine else "",
                next_visit=f"{visit_day(visit.planned_at)}, {clock(visit.planned_at)} {visit.title}" if visit else "",
                waits=waits.get(person.id, ()) if mine else (), alerts=alerts[person.id],
            )
        )  # fmt: skip
    return rows


def _name(person: "Patient") -> str:
    return ", ".join(part for part in (person.family_name, person.given_name) if part)
