"""What a session writes down about the person, in the same transaction: values, doses, and being under effect."""

from contextlib import suppress
from datetime import datetime, timedelta

from openkap.clinical.facts import Fact, FactValue
from openkap.clinical.monitoring.administrations import Administration
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.vocabulary import ADMINISTERING
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.resolving import source_of
from openkap.records.patients import services as patients
from openkap.records.pharmacy import services as pharmacy
from openkap.records.safety import services as safety

CODES = {
    "systolic": "systolic-blood-pressure",
    "diastolic": "diastolic-blood-pressure",
    "heart-rate": "heart-rate",
    "oxygen-saturation": "oxygen-saturation",
    "respiratory-rate": "respiratory-rate",
}
ANSWER_WITHIN = {Tier.CALL: timedelta(minutes=15), Tier.EMERGENCY: timedelta(minutes=5)}  # owner: medical director


def carry(
    by: Actor, session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    now: datetime,
) -> None:  # fmt: skip
    """Write what others judge by."""
    _values(by, session, plan, event, now)
    if event.type in ADMINISTERING:
        _dose(by, session, event, next(a for a in after.given.all if a.event_id == event.id), now)
    _effect(by, session, before, after, now)
    _call(by, session, plan, before, after, event, now)


def _fact(
    by: Actor, session: DosingSession, event: Event, code: str, value: FactValue, unit: str, now: datetime
) -> None:
    """Write down one fact. What the vocabulary finds impossible stays in the session alone: an entry is never lost."""
    source = f"dosing-session/{session.id}/{event.id}"
    fact = Fact(code, value, event.at, source, unit, asserted_by=event.by, id=event.id)
    with suppress(RefusedError):
        patients.record_fact(by=by, patient_id=session.patient_id, fact=fact, now=now)


def _values(by: Actor, session: DosingSession, plan: MonitoringPlan, event: Event, now: datetime) -> None:
    if event.type not in {"baseline", "observation"}:
        return
    for name, value in event.values().items():
        measure = plan.measure(name)
        if name in CODES and measure is not None:
            _fact(by, session, event, CODES[name], value, measure.unit, now)


def _dose(by: Actor, session: DosingSession, event: Event, given: Administration, now: datetime) -> None:
    if given.amount_mg is None:
        return
    pharmacy.record_given(
        by=by,
        site_id=session.site_id,
        product=session.product["id"],
        lot=given.lot,
        amount_mg=given.amount_mg,
        source=given.event_id,
        at=given.started_at,
        now=now,
    )
    _fact(by, session, event, "dose-given", f"{session.product['id']} {given.amount_mg.normalize():f} mg", "", now)


def _effect(by: Actor, session: DosingSession, before: SessionState, after: SessionState, now: datetime) -> None:
    """Under effect from the first administration until the session ends; a session that opens again brings it back."""
    was, is_ = (bool(s.given.all) and s.phase.open for s in (before, after))
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
