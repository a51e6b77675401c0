"""Opening a session, keeping its events, and making silence an event. Nothing that was kept is ever changed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from openkap.clinical.monitoring.events import Event, EventError, check_event, read_event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.schedule import SlotStatus
from openkap.clinical.monitoring.transition import fold
from openkap.content import catalogue
from openkap.gateways import wakeup
from openkap.records.accounts import device_services
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.dosing import gates
from openkap.records.dosing.booking import refuse_unseen_waste
from openkap.records.dosing.carrying import carry
from openkap.records.dosing.folding import events_of, keep_state, pinned_plan, plan_of, state_of
from openkap.records.dosing.models import DosingSession, EventStream, SessionEvent
from openkap.records.dosing.permissions import refuse_unless_allowed
from openkap.records.dosing.resolving import resolutions
from openkap.records.patients import door
from openkap.records.patients.models import Patient
from openkap.records.safety import selectors as safety_selectors
from openkap.records.safety import services as safety
from openkap.records.treatment import selectors as treatment


@service
def open_session(
    *, by: Actor, patient_id: UUID, room: str, now: datetime, planned_at: datetime | None = None
) -> DosingSession:
    """Open the session of today in a room; without order, go, consent, signed content or with a risk it is refused."""
    require_role(by, "nurse", "prescriber", doing="open a dosing session")
    patient = Patient.objects.select_related("site").get(id=patient_id, site_id=by.site)
    if missing := gates.missing_to_open(patient, now):
        raise RefusedError(f"No session can open yet. {' '.join(missing)}")
    order = treatment.order_for(patient.id, now.astimezone(ZoneInfo(patient.site.zone)).date())
    if not room.strip() or order is None:
        raise RefusedError("Name the room.")
    _refuse_double(patient, order.order.id, room.strip())
    plan = catalogue.entry("monitoring", catalogue.entry("products", order.order.product["id"]).value.monitoring)
    session = DosingSession(
        patient=patient,
        site=patient.site,
        order=order.order,
        room=room.strip()[:20],
        planned_at=planned_at,
        product=order.order.product,
        plan=pinned_plan(plan.pin, patient.site),
        opened_at=now,
        opened_by_id=by.id,
        heard_at=now,
    )
    keep_state(session, fold(plan_of(session), ()))
    document = {"id": str(uuid4()), "type": "opened", "at": now.isoformat(), "owner": by.label}
    record_event(by=by, session_id=session.id, document=document, now=now)
    door.admit_to_room(by=by, patient_id=patient.id, holder_id=by.id, now=now)
    session.refresh_from_db()
    return session


@service
def record_event(
    *, by: Actor, session_id: UUID, document: dict[str, Any], now: datetime, witness: Actor | None = None
) -> SessionEvent:
    """Keep one event. The same event again is harmless and gives the row that was kept.

    ``witness`` is the second person who signed in beside ``by``; a document cannot name one by itself.

    Raises RefusedError, in words, for what cannot be read, may not be done by this actor, or may not be done now; then
    nothing was kept. Late and out-of-order observations are always taken.
    """
    session = _locked(by, session_id)
    document = _completed(by, document, witness, now)
    kept = SessionEvent.objects.filter(id=document["id"]).first()
    if kept is not None:
        return _again(kept, session, document)
    event = _read(document)
    plan = plan_of(session)
    refuse_unless_allowed(by, event.type, gives_despite=bool(event.text("despite")))
    refuse_unseen_waste(event)
    earlier = _with_resolutions(by, session, plan, now)
    before, after = fold(plan, earlier), fold(plan, (*earlier, event))
    _checked(session, event, earlier)
    gates.refuse_what_may_not_be(session, plan, before, after, event, earlier)
    row = _append(by, session, event, document, now)
    session.heard_at, session.last_number = now, row.number
    keep_state(session, after)
    if refused := carry(by, session, plan, before, after, event, now):
        _append_all(by, session, refused, now)
        keep_state(session, state_of(session))
    if before.phase.open and not after.phase.open and by.kind is ActorKind.PERSON:
        device_services.close_rooms(by=by, dosing_session_id=session.id, now=now)
    wakeup.announce()
    return row


def _with_resolutions(by: Actor, session: DosingSession, plan: MonitoringPlan, now: datetime) -> tuple[Event, ...]:
    """The events so far, once what was resolved elsewhere has been taken in."""
    earlier = events_of(session.id)
    documents = resolutions(session, fold(plan, earlier), now)
    _append_all(by, session, documents, now)
    return events_of(session.id) if documents else earlier


@service
def take_in_resolutions(*, by: Actor, session_id: UUID, now: datetime) -> int:
    """Take in what clinicians recorded about the session's risks since; returns how many. Twice changes nothing."""
    session = _locked(by, session_id)
    documents = resolutions(session, state_of(session), now)
    if documents:
        _append_all(by, session, documents, now)
        keep_state(session, state_of(session))
        wakeup.announce()
    return len(documents)


@service
def resolve_risk(
    *, by: Actor, session_id: UUID, alert_id: UUID, level: str, plan: str, what_was_done: str, now: datetime
) -> None:
    """A clinician records level, plan and what was done about a risk of the person in the room; the session hears it.

    Raises RefusedError when it is no unresolved risk of this person, ValidationError when level or words are missing.
    """
    session = _locked(by, session_id)
    if alert_id not in {alert.id for alert in safety_selectors.unresolved_risk(session.patient_id)}:
        raise RefusedError("This risk was resolved already, or is not of the person in this room. Look at the list.")
    safety.resolve(by=by, alert_id=alert_id, level=level, plan=plan, what_was_done=what_was_done, now=now)
    take_in_resolutions(by=by, session_id=session_id, now=now)


@service
def record_overdue(*, by: Actor, now: datetime) -> int:
    """Turn silence into events: every due observation that did not come in time. Twice changes nothing."""
    found = 0
    for session in DosingSession.objects.filter(is_open=True, next_due_at__lte=now).order_by("opened_at"):
        plan, state = plan_of(session), state_of(session)
        for slot in state.slots:
            waits = slot.status is SlotStatus.PLANNED and not slot.overdue
            if waits and slot.due_at + plan.overdue_after < now:
                document = {
                    "id": str(uuid5(session.id, f"overdue/{slot.id}/{slot.due_at.isoformat()}")),
                    "type": "overdue",
                    "at": now.isoformat(),
                    "slot": slot.id,
                    "due_at": slot.due_at.isoformat(),
                }
                record_event(by=by, session_id=session.id, document=document, now=now)
                found += 1
    return found


def _locked(by: Actor, session_id: UUID) -> DosingSession:
    sessions = DosingSession.objects.select_for_update(of=("self",)).select_related("patient__site", "order")
    if by.site_id is not None or by.kind is not ActorKind.SYSTEM:
        sessions = sessions.filter(site_id=by.site)
    session = sessions.filter(id=session_id).first()
    if session is None:
        raise RefusedError("There is no such session here. Open it again from the board.")
    return session


def _completed(by: Actor, document: dict[str, Any], witness: Actor | None, now: datetime) -> dict[str, Any]:
    """The event with what only the server may say: who, and when it was kept. The client's id must be a UUID."""
    if "witness" in document:
        raise RefusedError("A second person signs in for themselves. Use the page for corrections.")
    if witness is not None:
        if witness.id == by.id:
            raise RefusedError("The second person must be somebody else. Ask a colleague to sign in.")
        require_role(witness, "nurse", "prescriber", "therapist", doing="attest a time")
        document = {**document, "witness": witness.label}
    try:
        id_ = str(UUID(str(document.get("id"))))
    except ValueError:
        raise RefusedError("The entry has no id of its own. Reload the page and enter it again.") from None
    return {**document, "id": id_, "by": by.label or str(by.kind), "recorded_at": now.isoformat()}


def _again(kept: SessionEvent, session: DosingSession, document: dict[str, Any]) -> SessionEvent:
    def said(d: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in d.items() if k not in {"by", "recorded_at"}}

    if kept.session_id != session.id or said(kept.document) != said(document):
        raise RefusedError("Another entry has this id already. Reload the page and enter it again.")
    return kept


def _read(document: dict[str, Any]) -> Event:
    try:
        return read_event(document)
    except EventError as error:
        raise RefusedError(f"The entry was not kept: {error}") from None


def _checked(session: DosingSession, event: Event, earlier: tuple[Event, ...]) -> None:
    try:
        check_event(plan_of(session), event)
    except EventError as error:
        raise RefusedError(f"The entry was not kept: {error}") from None
    if event.type == "correction" and event.text("of") not in {e.id for e in earlier}:
        raise RefusedError("The entry that you correct is not in this session. Reload the page.")


def _refuse_double(patient: Patient, order_id: UUID, room: str) -> None:
    if DosingSession.objects.filter(order_id=order_id).exists():
        raise RefusedError("There is a session for this order already. Open it from the board.")
    if running := DosingSession.objects.filter(patient=patient, is_open=True).first():
        raise RefusedError(f"A session of this person is still open in room {running.room}. End that one first.")
    if DosingSession.objects.filter(site=patient.site, room=room, is_open=True).exists():
        raise RefusedError(f"Room {room} is in use. Choose another room, or end the session there.")


def _append_all(by: Actor, session: DosingSession, documents: list[dict[str, Any]], now: datetime) -> None:
    for document in documents:
        session.last_number = _append(by, session, read_event(document), document, now).number


def _append(by: Actor, session: DosingSession, event: Event, document: dict[str, Any], now: datetime) -> SessionEvent:
    EventStream.objects.get_or_create(site_id=session.site_id)
    stream = EventStream.objects.select_for_update().get(site_id=session.site_id)
    stream.last_number += 1
    stream.save(update_fields=["last_number"])
    return SessionEvent.objects.create(
        id=UUID(event.id),
        session=session,
        site_id=session.site_id,
        number=stream.last_number,
        type=event.type,
        happened_at=event.at,
        written_at=event.written_at,
        recorded_at=now,
        by_id=by.id,
        by_label=event.by,
        document=document,
    )
