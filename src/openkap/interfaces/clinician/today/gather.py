"""What the day holds, and whom follow-up waits for, composed from the selectors beneath."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.interfaces.clinician.today.duties import Day, duties
from openkap.interfaces.clinician.today.early import early_rows
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

LATE = timedelta(minutes=10)  # after this a visit that nobody marked is shown as unknown
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


def _stands(
    visit: "Visit", session: "DosingSession | None", orders: dict[UUID, OrderOfDay], now: datetime
) -> tuple[str, str]:
    """How a visit stands, as a state and its words. A time that passed without a word is said, never taken for done."""
    if session:
        phase = session.phase.replace("-", " ").capitalize()
        if session.next_due_at and session.next_due_at < now:
            return "late", f"{phase}, {open_for(session.next_due_at, now)} late"
        return "", phase
    if visit.status == "arrived":
        return "due", "Here now"
    if visit.planned_at < now - LATE:
        return "unknown", f"No word for {open_for(visit.planned_at, now)}"
    order = orders.get(visit.patient_id) if visit.kind == "dosing" else None
    return ("ok", "Go given") if order and order.may_be_given else ("", "")


def _coming(day: Day, at_risk: set[UUID]) -> tuple[Coming, ...]:
    """Who comes today or is here, in the order of the day."""
    rooms = {session.patient_id: session for session in day.rooms}
    found = []
    for visit in day.visits:
        if visit.status not in {"planned", "arrived"}:
            continue
        session = rooms.get(visit.patient_id) if visit.kind == "dosing" else None
        room = RoomLink(session.room, link_to("room", session.id)) if session else None
        missing = _missing(visit, day.orders, at_risk)
        stands = _stands(visit, session, day.orders, day.now)
        who = (visit.patient.name, visit.patient_id)
        found.append(Coming(visit.planned_at, room, *who, visit.title, missing, *stands))
    return tuple(found)


def today_of(actor: Actor, now: datetime) -> Today:
    """The page for this actor. Only clinicians see whom an alert or a visit is about."""
    if not actor.has(*CLINICIANS):
        return Today((), (), ())
    waiting = list(safety.alerts(actor))
    today = timezone.localdate(now)
    orders, at_risk = treatment.orders_on(actor, today), {a.patient_id for a in waiting if a.urgency in safety.RISK}
    day = Day(actor, scheduling.visits_on(actor, today), orders, list(dosing.open_sessions(actor)), now)
    return Today(
        unowned=tuple(_alert(a, now, mine=False) for a in waiting if a.owner_id is None),
        mine=(
            *(_alert(a, now, mine=True) for a in waiting if a.owner_id == actor.id),
            *duties(day),
        ),
        people=_coming(day, at_risk),
        in_session=len(day.rooms),
        alerts=len(waiting),
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
    """Forms not answered, visits that nobody spoke of again, early warnings: what waits longest first."""
    today = timezone.localdate(now)
    rows = [(s.until, WorkRow(s.patient_name, f"{s.title} sent {short_day(s.sent_at)}, not answered", "",
                          f"{(now - s.until).days} days late", "unknown", link_to("course", s.patient_id)))
            for s in assessments.unanswered(actor, now)]  # fmt: skip
    rows += [(v.planned_at, WorkRow(v.patient.name, f"{v.title}: was planned for {visit_day(v.planned_at)}", "",
                                f"{(today - v.planned_on).days} days late", "late", link_to("course", v.patient_id)))
             for v in scheduling.overdue(actor, today)]  # fmt: skip
    rows += early_rows(actor, now)
    return tuple(row for _, row in sorted(rows, key=lambda found: found[0]))
