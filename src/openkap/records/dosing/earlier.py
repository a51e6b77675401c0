"""What a person's earlier sessions say to this one: which dose of the course it is, and how their values ran then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Subquery

from openkap.clinical.monitoring.events import Event, read_event
from openkap.clinical.monitoring.readings import readings
from openkap.clinical.protocols.definition import VisitKind
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.scheduling.models import Visit, VisitStatus

NEWEST = 5
SAID = ("baseline", "observation", "correction")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One earlier session: per measure its values in the measure's unit, by minutes from the first administration."""

    session_id: UUID
    points: dict[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """``number``: this session's dose in its course, over all phases and plans; ``of``: with those still planned."""

    number: int
    of: int
    curves: tuple[Curve, ...]


def before_this(session: DosingSession, *, curves: bool) -> Earlier:
    """One query; with ``curves`` a second one, for the newest sessions with the same product."""
    course = session.order.plan.course_id
    found = DosingSession.objects.filter(patient_id=session.patient_id, opened_at__lte=session.opened_at)
    told = found.annotate(planned=_still_planned(course, session.order.for_on)).order_by("-opened_at")
    rows = told.values_list("id", "order__plan__course_id", "product", "first_dose_at", "planned")
    planned = max((row[4] or 0 for row in rows), default=0)
    dosed = [(id_, its_course, product, first) for id_, its_course, product, first, _ in rows
             if id_ != session.id and first]  # fmt: skip
    number = 1 + sum(its_course == course for _, its_course, _, _ in dosed)
    alike = [(id_, first) for id_, _, product, first in dosed
             if product["id"] == session.product["id"]]  # fmt: skip
    return Earlier(number, number + planned, _curves(dict(alike[:NEWEST])) if curves and alike else ())


def _still_planned(course_id: UUID, after: date) -> Subquery:
    """How many doses of a course are planned after a day, over all its plans; None for none."""
    later = Visit.objects.filter(plan__course_id=course_id, kind=VisitKind.DOSING, planned_on__gt=after)
    return Subquery(
        later.filter(status=VisitStatus.PLANNED).values("plan__course_id").annotate(n=Count("id")).values("n")
    )


def _curves(first_at: dict[UUID, datetime]) -> tuple[Curve, ...]:
    events: dict[UUID, list[Event]] = {id_: [] for id_ in first_at}
    rows = SessionEvent.objects.filter(session_id__in=first_at, type__in=SAID).order_by("number")
    for session_id, document in rows.values_list("session_id", "document"):
        events[session_id].append(read_event(document))
    return tuple(Curve(id_, _points(found, first_at[id_])) for id_, found in events.items())


def _points(events: list[Event], first_at: datetime) -> dict[str, tuple[Point, ...]]:
    points: dict[str, list[Point]] = {}
    for reading in readings(events):
        if reading.current and isinstance(reading.value, Decimal):
            minute = (reading.at - first_at) / timedelta(minutes=1)
            points.setdefault(reading.measure, []).append((minute, float(reading.value)))
    return {measure: tuple(sorted(found)) for measure, found in points.items()}
