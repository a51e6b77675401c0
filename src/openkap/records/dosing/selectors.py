"""Reading sessions: for the board, a room, the stream, and the course of a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum, Window
from django.http import Http404

from openkap.clinical.monitoring.events import Event, read_event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.transition import fold
from openkap.records.accounts import devices
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.dosing.folding import events_of, plan_of
from openkap.records.dosing.models import DosingSession, SessionEvent

LATELY = timedelta(days=14)
LINE = ("id", "opened_at", "first_dose_at", "phase", "is_open", "order__dose_mg_per_kg", "summary")


@dataclass(frozen=True, slots=True)
class Watched:
    """A session with its plan, events and state: what a room's pages are made from."""

    session: DosingSession
    plan: MonitoringPlan
    events: tuple[Event, ...]
    state: SessionState


def session_for(actor: Actor, session_id: UUID) -> DosingSession:
    """The session, when the actor may see it; Http404 otherwise. A room's tablet sees its own alone."""
    if actor.kind is ActorKind.DEVICE:
        room = devices.room_of(actor)
        if room is None or room.dosing_session_id != session_id:
            raise Http404("This device is open for another room.")
    found = DosingSession.objects.select_related("patient__site", "order__plan").filter(
        id=session_id, site_id=actor.site
    )
    session = found.first()
    if session is None:
        raise Http404("There is no such session here.")
    return session


def watched(session: DosingSession) -> Watched:
    """The session with everything that follows from its events."""
    plan, events = plan_of(session), events_of(session.id)
    return Watched(session, plan, events, fold(plan, events))


def watched_all(sessions: Iterable[DosingSession]) -> list[Watched]:
    """Many sessions with what follows from their events; one query for all events."""
    found = list(sessions)
    events: dict[UUID, list[Event]] = {s.id: [] for s in found}
    rows = SessionEvent.objects.filter(session_id__in=events).order_by("number")
    for session_id, document in rows.values_list("session_id", "document"):
        events[session_id].append(read_event(document))
    return [Watched(s, plan_of(s), tuple(events[s.id]), fold(plan_of(s), events[s.id])) for s in found]


def open_sessions(actor: Actor) -> QuerySet[DosingSession]:
    """Every open session of the actor's site, in room order."""
    found = DosingSession.objects.filter(site_id=actor.site, is_open=True)
    return found.select_related("patient", "order").order_by("room")


@dataclass(frozen=True, slots=True)
class UsedRoom:
    """A room in which no session is open, and when the last one there was heard of."""

    room: str
    heard_at: datetime


def unused_rooms(actor: Actor, now: datetime) -> list[UsedRoom]:
    """Rooms of the actor's site that were used in the last two weeks and are not in use."""
    found = DosingSession.objects.filter(site_id=actor.site, opened_at__gt=now - LATELY).values("room")
    rows = found.annotate(last=Max("heard_at"), open=Count("id", filter=Q(is_open=True)))
    return [UsedRoom(row["room"], row["last"]) for row in rows if not row["open"]]


def sessions_of(actor: Actor, patient_id: UUID) -> QuerySet[DosingSession]:
    """Every session of a person, newest first."""
    return DosingSession.objects.filter(site_id=actor.site, patient_id=patient_id).order_by("-opened_at")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as the course of a person shows it; ``summary`` is the snapshot's (see clinical.monitoring)."""

    id: UUID
    number: int  # among the sessions in which a dose was given; 0 where none was
    at: datetime
    phase: str
    is_open: bool
    dose_mg_per_kg: Decimal | None
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CourseSessions:
    """Some sessions of a person, oldest first, with what all of them come to."""

    lines: tuple[SessionLine, ...]
    earlier: int  # sessions with a dose before the lines
    later: int  # sessions with a dose after them
    given: int
    total_mg: Decimal | None  # None when one of the amounts is unknown
    first_at: datetime | None


def course_sessions(patient_id: UUID, most: int, skip: int = 0) -> CourseSessions:
    """What was given to a person here, in one query: the newest sessions, or those before the ``skip`` newest.

    The database counts and adds up; of years of sessions only those shown are read.
    """
    found = DosingSession.objects.filter(patient_id=patient_id).values_list(
        *LINE,
        Window(Count("first_dose_at"), order_by=["opened_at", "id"]),
        Window(Count("first_dose_at")),
        Window(Count("first_dose_at", filter=Q(given_mg=None))),
        Window(Sum("given_mg", filter=Q(first_dose_at__isnull=False))),
        Window(Min("first_dose_at")),
    )
    rows = list(reversed(found.order_by("-opened_at", "-id")[skip : skip + most]))
    if not rows:
        return course_sessions(patient_id, most) if skip else CourseSessions((), 0, 0, 0, Decimal(0), None)
    lines = tuple(_line(*row[: len(LINE) + 1]) for row in rows)
    last, given, unknown, total_mg, first_at = rows[-1][len(LINE) :]
    earlier = last - sum(1 for line in lines if line.number)
    return CourseSessions(lines, earlier, given - last, given, None if unknown else total_mg or Decimal(0), first_at)


def first_doses(patient_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these people first got a dose here, of those who did; one query."""
    found = DosingSession.objects.filter(patient_id__in=patient_ids, first_dose_at__isnull=False)
    return dict(found.values_list("patient_id").annotate(Min("first_dose_at")))


def _line(*row: Any) -> SessionLine:
    id_, opened_at, dosed_at, phase, is_open, per_kg, summary, number = row
    return SessionLine(id_, number if dosed_at else 0, dosed_at or opened_at, phase, is_open, per_kg, summary)


def last_number(actor: Actor, session_id: UUID | None = None) -> int:
    """The number of the newest event at the actor's site, or in one session."""
    return _events(actor, session_id).aggregate(last=Max("number"))["last"] or 0


def events_after(actor: Actor, number: int, session_id: UUID | None = None) -> list[tuple[int, UUID]]:
    """Numbers and sessions of the events after a number, in order: what a stream sends."""
    rows = _events(actor, session_id).filter(number__gt=number).order_by("number")
    return list(rows.values_list("number", "session_id")[:500])


def _events(actor: Actor, session_id: UUID | None) -> QuerySet[SessionEvent]:
    found = SessionEvent.objects.filter(site_id=actor.site)
    return found.filter(session_id=session_id) if session_id else found
