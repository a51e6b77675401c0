"""What waits for somebody because of their role: the go, the open rooms, unsigned notes, reasons to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.wording import clock, visit_day
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.audit.acting import Actor
from openkap.records.patients import selectors as patients
from openkap.records.patients import team
from openkap.records.therapy import selectors as therapy
from openkap.records.treatment.selectors import OrderOfDay

if TYPE_CHECKING:
    from openkap.records.dosing.models import DosingSession
    from openkap.records.scheduling.models import Visit


@dataclass(frozen=True, slots=True)
class Day:
    """What the day holds: the actor, visits, standing orders by person, open sessions, and the instant."""

    actor: Actor
    visits: "list[Visit]"
    orders: dict[UUID, OrderOfDay]
    rooms: "list[DosingSession]"
    now: datetime


def _orders(day: Day) -> list[WorkRow]:
    """Dosing visits of today that a prescriber keeps waiting: no signed order, or no go."""
    rows = []
    for visit in day.visits:
        found = day.orders.get(visit.patient_id)
        if visit.kind != "dosing" or visit.status != "planned" or (found and found.may_be_given):
            continue
        words = "Give the go, or hold" if found else "Sign the order"
        page = link_to("order", visit.patient_id, found.order.id) if found else link_to("plan", visit.patient_id)
        if found and found.order.place == "home":
            words, page = "Dose at home: release it, or hold", link_to("home", visit.patient_id)
        rows.append(WorkRow(words, visit.patient.name, "", f"for {clock(visit.planned_at)}", "due", page))
    return rows


def _rooms(day: Day) -> list[WorkRow]:
    """Open rooms, in room order, with what is due there next."""
    return [
        WorkRow(f"Room {s.room}", f"{s.patient.name}, {s.phase.replace('-', ' ')}", s.owner_label or "No owner",
            f"next due {clock(s.next_due_at)}" if s.next_due_at else "",
            "late" if s.next_due_at and s.next_due_at < day.now else "due", link_to("room", s.id))
        for s in day.rooms
    ]  # fmt: skip


def _notes(day: Day) -> list[WorkRow]:
    """Notes that the actor began and has not signed."""
    return [
        WorkRow("Sign the note", f"{d.patient.name}, {d.phase}", "", visit_day(d.held_at), "due",
            link_to("note-write", d.patient_id, d.id))
        for d in therapy.own_drafts(day.actor)
    ]  # fmt: skip


def _homework(day: Day) -> list[WorkRow]:
    """Homework that the actor set and that nobody has asked about since its day."""
    return [
        WorkRow(
            "Ask about the homework", h.patient.name, "", visit_day(h.due_on), "due", link_to("notes", h.patient_id)
        )
        for h in therapy.homework_due(day.actor, timezone.localdate(day.now))
    ]


def _reviews(day: Day) -> list[WorkRow]:
    """What a director looks at: people whom nobody cares for, and records that were opened with a reason."""
    rows = [
        WorkRow("Nobody is in the care team", p.name, "", "", "unknown", link_to("care-team", p.id))
        for p in team.without_team(day.actor, day.now)
    ]
    if count := len(patients.reasons_to_review(day.actor)):
        words = f"{count} record{'s' if count > 1 else ''} opened with a reason"
        rows.append(WorkRow(words, "Say whether it was right.", "", "", "due", link_to("access-reviews")))
    return rows


BY_ROLE: tuple[tuple[str, Callable[[Day], list[WorkRow]]], ...] = (
    ("prescriber", _orders),
    ("nurse", _rooms),
    ("therapist", _notes),
    ("therapist", _homework),
    ("director", _reviews),
)


def duties(day: Day) -> list[WorkRow]:
    """What each of the actor's roles brings, in the order of roles."""
    return [row for role, found in BY_ROLE if day.actor.has(role) for row in found(day)]
