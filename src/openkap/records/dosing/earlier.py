"""What a person's earlier sessions say to this one: which dose of the course it is, and how their values ran then."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models.fields.json import KT

from openkap.clinical.monitoring.events import Event, read_event
from openkap.clinical.monitoring.readings import readings
from openkap.records.dosing.models import DosingSession, SessionEvent

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
    """``number`` is this session's dose among those of its course, 1 for the first, over all phases and plans."""

    number: int
    curves: tuple[Curve, ...]


def before_this(session: DosingSession, *, curves: bool) -> Earlier:
    """One query; with ``curves`` a second one, for the newest sessions with the same product."""
    found = DosingSession.objects.filter(patient_id=session.patient_id, opened_at__lt=session.opened_at)
    told = found.order_by("-opened_at").values_list("id", "order__plan__course_id", "product", KT("snapshot__summary"))
    dosed = [(id_, course, product, first) for id_, course, product, said in told
             if (first := json.loads(said)["first_at"])]  # fmt: skip
    number = 1 + sum(course == session.order.plan.course_id for _, course, _, _ in dosed)
    alike = [(id_, datetime.fromisoformat(first)) for id_, _, product, first in dosed
             if product["id"] == session.product["id"]]  # fmt: skip
    return Earlier(number, _curves(dict(alike[:NEWEST])) if curves and alike else ())


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
