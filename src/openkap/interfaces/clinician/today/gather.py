"""What the day holds, and whom follow-up waits for, composed from the selectors beneath."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.clinician.today.duties import Day, duties
from openkap.interfaces.clinician.today.readmodel import Coming, RoomLink, Today
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.wording import clock, open_for, short_day, visit_day
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.assessments import selectors as assessments
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors as dosing
from openkap.records.safety import selectors as safety
from openkap.records.scheduling import selectors as scheduling
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment import withdrawn
from openkap.records.treatment.selectors import OrderOfDay

if TYPE_CHECKING:
    from openkap.records.dosing.models import DosingSession
    from openkap.records.safety.models import SafetyAlert
    from openkap.records.scheduling.models import Visit

CLINICIANS = ("prescriber", "nurse", "therapist", "director")


def _alert(alert: "SafetyAlert", now: datetime, *, mine: bool) -> WorkRow:
    late = safety.is_overdue(alert, now)
    owner = "You" if mine else alert.owner.name if alert.owner else "No owner"
    told = alert.record_due_at if alert.state == "acknowledged" else None  # answered: what was done is still to be kept
    at, verb = (told, "record") if told else (alert.due_at, "answer")
    due = f"{verb}: {open_for(at, now)} late" if late else f"{verb} by {clock(at)}, {short_day(at)}"
    return WorkRow(alert.patient.name, alert.because, owner, due, "alert", link_to("alert", alert.id))


def _missing(visit: "Visit", orders: dict[UUID, OrderOfDay], at_risk: set[UUID]) -> tuple[str, ...]:
    """What a dosing visit of today still lacks, as far as it shows here; the go names the rest."""
    if visit.kind != "dosing":
        return ()
    order = orders.get(visit.patient_id)
    words = ["No signed order"] if order is None else [] if order.may_be_given else ["No go yet"]
    return (*words, "Risk alert open") if visit.patient_id in at_risk else tuple(words)


def _has_go(visit: "Visit", orders: dict[UUID, OrderOfDay]) -> bool:
    order = orders.get(visit.patient_id) if visit.kind == "dosing" else None
    return bool(order and order.may_be_given)


def _room(visit: "Visit", rooms: "dict[UUID, DosingSession]") -> RoomLink | None:
    session = rooms.get(visit.patient_id) if visit.kind == "dosing" else None
    return RoomLink(session.room, link_to("room", session.id)) if session else None


def today_of(actor: Actor, now: datetime) -> Today:
    """The page for this actor. Only clinicians see whom an alert or a visit is about."""
    if not actor.has(*CLINICIANS):
        return Today((), (), ())
    waiting = list(safety.alerts(actor))
    today = timezone.localdate(now)
    orders, at_risk = treatment.orders_on(actor, today), {a.patient_id for a in waiting if a.urgency in safety.RISK}
    visits, open_ = scheduling.visits_on(actor, today), list(dosing.open_sessions(actor))
    rooms = {session.patient_id: session for session in open_}
    return Today(
        unowned=tuple(_alert(a, now, mine=False) for a in waiting if a.owner_id is None),
        mine=(
            *(_alert(a, now, mine=True) for a in waiting if a.owner_id == actor.id),
            *duties(Day(actor, visits, orders, open_, now)),
        ),
        people=tuple(
            Coming(
                v.planned_at,
                _room(v, rooms),
                v.patient.name,
                v.patient_id,
                v.title,
                _missing(v, orders, at_risk),
                _has_go(v, orders),
            )
            for v in visits
            if v.status in {"planned", "arrived"}
        ),
        withdrawn=_withdrawn(actor) if actor.has("prescriber") else (),
    )


def _withdrawn(actor: Actor) -> tuple[WorkRow, ...]:
    """Open courses that used content which was withdrawn: a prescriber looks at each."""
    return tuple(
        WorkRow(
            use.patient_name,
            f"{use.withdrawal.id}@{use.withdrawal.version}: {use.withdrawal.because}",
            ", ".join(use.used_in),
            f"withdrawn {short_day(use.withdrawal.on)}",
            "due",
            link_to("plan", use.patient_id),
        )
        for use in withdrawn.worklist(actor)
    )


def follow_up_of(actor: Actor, now: datetime) -> tuple[WorkRow, ...]:
    """Forms that were not answered and visits that nobody spoke of again: those silent for longest first."""
    today = timezone.localdate(now)
    rows = [(s.until, WorkRow(s.patient_name, f"{s.title} sent {short_day(s.sent_at)}, not answered", "",
                          f"{(now - s.until).days} days late", "unknown", link_to("course", s.patient_id)))
            for s in assessments.unanswered(actor, now)]  # fmt: skip
    rows += [(v.planned_at, WorkRow(v.patient.name, f"{v.title}: was planned for {visit_day(v.planned_at)}", "",
                                f"{(today - v.planned_on).days} days late", "late", link_to("course", v.patient_id)))
             for v in scheduling.overdue(actor, today)]  # fmt: skip
    return tuple(row for _, row in sorted(rows, key=lambda found: found[0]))
