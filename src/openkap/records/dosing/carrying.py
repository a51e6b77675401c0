"""What a session writes down about the person, in the same transaction: values, doses, and being under effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from openkap.clinical.facts import Fact, FactValue
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.state import Phase, SessionState
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing.booking import book
from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.resolving import source_of
from openkap.records.patients import services as patients
from openkap.records.patients.carried import DOSE, UNIT, carry_fact, product_coding, take_back_fact
from openkap.records.safety import services as safety

CODES = {
    "systolic": "systolic-blood-pressure",
    "diastolic": "diastolic-blood-pressure",
    "heart-rate": "heart-rate",
    "oxygen-saturation": "oxygen-saturation",
    "respiratory-rate": "respiratory-rate",
}
AWAY = (Phase.LEFT_AGAINST_ADVICE, Phase.TRANSFERRED)
ANSWER_WITHIN = {Tier.CALL: timedelta(minutes=15), Tier.EMERGENCY: timedelta(minutes=5)}  # owner: medical director


Key = tuple[str, str]  # the event, and the code of the fact


@dataclass(frozen=True, slots=True)
class Told:
    """What a session says of one fact at present."""

    value: FactValue
    unit: str
    at: datetime
    coding: str = ""


def carry(
    by: Actor, session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    now: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    """Write what others judge by. Returns a ``not-carried`` event for each thing that the person's record refused."""
    was, is_ = _told(session, plan, before), _told(session, plan, after)
    changed = [key for key in {**was, **is_} if was.get(key) != is_.get(key)]
    refused = [
        document for key in changed if (document := _carried(by, session, event, key, is_.get(key), now)) is not None
    ]
    book(by, session, before, after, event, now)
    _effect(by, session, before, after, now)
    if after.phase is Phase.DIED and before.phase is not Phase.DIED:
        patients.record_death(by=by, patient_id=session.patient_id, died_at=event.at)
    _call(by, session, plan, before, after, event, now)
    return refused


def _told(session: DosingSession, plan: MonitoringPlan, state: SessionState) -> dict[Key, Told]:
    """What a state says of the person: the values that stand now, and each administration in milligrams."""
    found: dict[Key, Told] = {}
    for reading in state.readings:
        measure = plan.measure(reading.measure)
        if reading.current and reading.measure in CODES and measure is not None:
            found[reading.event_id, CODES[reading.measure]] = Told(reading.value, measure.unit, reading.at)
    coding = product_coding(session.product["id"])
    for given in state.given.all:
        if given.amount_mg is not None:
            found[given.event_id, DOSE] = Told(given.amount_mg, UNIT, given.started_at, coding)
    return found


def _carried(
    by: Actor, session: DosingSession, event: Event, key: Key, told: Told | None, now: datetime
) -> dict[str, Any] | None:
    """Carry one thing; an entry is never lost: what the record refuses stays in the session, which says so."""
    event_id, code = key
    source = f"{source_of(session)}/{event_id}"
    because = event.text("because") or f"The session says it otherwise now ({event.type})."
    if told is None:
        take_back_fact(by=by, patient_id=session.patient_id, source=source, code=code, because=because, now=now)
        return None
    fact = Fact(code, told.value, told.at, source, told.unit, asserted_by=event.by, coding=told.coding)
    try:
        carry_fact(by=by, patient_id=session.patient_id, fact=fact, because=because, now=now)
    except RefusedError as refusal:
        return {
            "id": str(uuid5(session.id, f"not-carried/{event.id}/{event_id}/{code}")),
            "type": "not-carried",
            "at": event.at.isoformat(),
            "recorded_at": now.isoformat(),
            "of": event_id,
            "fact": code,
            "because": str(refusal),
        }
    return None


def _effect(by: Actor, session: DosingSession, before: SessionState, after: SessionState, now: datetime) -> None:
    """Under effect from the first administration until discharge; a session that opens again brings it back.

    Who leaves before that takes the effect along: the watcher ends it when it would have been over here.
    """
    was, is_ = (bool(s.given.all) and (s.phase.open or s.phase in AWAY) for s in (before, after))
    if is_ and not was:
        patients.begin_effect(by=by, patient_id=session.patient_id, now=now)
    elif was and not is_:
        patients.end_effect(by=by, patient_id=session.patient_id, now=now)


def _call(
    by: Actor, session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    now: datetime,
) -> None:  # fmt: skip
    """A risk, or an alert that has become an emergency, also calls the people on cover."""
    for risk in set(after.risks) - set(before.risks):
        if event.type == "symptom":
            symptom = plan.symptom(risk)
            words = f"In room {session.room}: {symptom.display if symptom else risk}."
            open_signal(by, session, plan, risk, Urgency.URGENT, words, now)
    was = {a.cause: a.open_tier for a in before.alerts}
    for alert in after.alerts:
        if alert.open_tier is Tier.EMERGENCY and was.get(alert.cause) is not Tier.EMERGENCY:
            words = f"In room {session.room}: {alert.leading.words}"
            open_signal(by, session, plan, f"session-{alert.cause}", Urgency.EMERGENCY, words, now)


def open_signal(
    by: Actor, session: DosingSession, plan: MonitoringPlan, id_: str, urgency: Urgency, words: str, now: datetime
) -> None:
    """Call the people on cover: an alert that they answer, apart from the card in the room."""
    within = ANSWER_WITHIN[Tier.EMERGENCY if urgency is Urgency.EMERGENCY else Tier.CALL]
    signal = SafetySignal(id_, urgency, within, words, str(plan.pin))
    safety.open_alert(by=by, patient_id=session.patient_id, signal=signal, source=source_of(session), now=now)
