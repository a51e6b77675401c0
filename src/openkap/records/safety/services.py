"""What is done with an alert: opened, called out, passed on, acknowledged, resolved. Nothing ever removes one."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from openkap.clinical.signals import SafetySignal, Urgency
from openkap.records.accounts.models import Person
from openkap.records.audit.acting import Actor, ActorKind, system
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.safety.calling import deliver_notices
from openkap.records.safety.cover import callable_people, directors, on_cover
from openkap.records.safety.models import AlertEvent, AlertState, Notice, Resolution, SafetyAlert

CLINICIANS = ("prescriber", "nurse", "therapist", "director")
RECORD_WITHIN = timedelta(hours=24)  # owner: medical director; after this an acknowledged alert is overdue again


@service
def open_alert(*, by: Actor, patient_id: UUID, signal: SafetySignal, source: str, now: datetime) -> SafetyAlert:
    """Open an alert, or make the one that already stands for this signal and source more urgent. Never less."""
    standing = (
        SafetyAlert.objects.select_for_update()
        .filter(patient_id=patient_id, signal=signal.id, source=source)
        .exclude(state=AlertState.RESOLVED)
        .first()
    )
    if standing is not None:
        return _raise_again(by, standing, signal, now)
    patient = Patient.objects.get(id=patient_id)
    chain = _chain(patient.site_id, now)
    alert = SafetyAlert.objects.create(
        patient=patient,
        site_id=patient.site_id,
        signal=signal.id,
        urgency=signal.urgency,
        because=signal.because,
        rule=signal.rule,
        source=source,
        owner=chain[0] if chain else None,
        opened_at=now,
        due_at=now + signal.answer_within,
        escalates_at=now + signal.answer_within,
    )
    _note(alert, by, "opened", now, f"{signal.urgency}: {signal.because}")
    _call(alert, now)
    return alert


def _raise_again(by: Actor, alert: SafetyAlert, signal: SafetySignal, now: datetime) -> SafetyAlert:
    if signal.because == alert.because:
        return alert
    _note(alert, by, "raised again", now, f"{signal.urgency}: {signal.because}")
    if signal.urgency.rank > Urgency(alert.urgency).rank:
        alert.urgency, alert.because = signal.urgency, signal.because
        alert.due_at = min(alert.due_at, now + signal.answer_within)
        alert.escalates_at = now + signal.answer_within
        alert.save(update_fields=["urgency", "because", "due_at", "escalates_at"])
        _call(alert, now)
    return alert


@service
def note_change(*, by: Actor, source: str, words: str, now: datetime) -> None:
    """What gave rise to alerts changed afterwards: they stay open, and keep both values."""
    for alert in SafetyAlert.objects.filter(source=source).exclude(state=AlertState.RESOLVED):
        _note(alert, by, "changed", now, words)


@service
def acknowledge(*, by: Actor, alert_id: UUID, now: datetime) -> SafetyAlert:
    """Take an alert: the actor becomes its owner, and must resolve it in time. Taking it twice changes nothing."""
    alert = _alert_for(by, alert_id)
    if alert.state != AlertState.OPEN:
        return alert
    alert.state, alert.owner_id = AlertState.ACKNOWLEDGED, by.id
    alert.record_due_at = alert.escalates_at = now + RECORD_WITHIN
    alert.save(update_fields=["state", "owner", "record_due_at", "escalates_at"])
    _note(alert, by, "acknowledged", now)
    return alert


@service
def resolve(*, by: Actor, alert_id: UUID, level: str, plan: str, what_was_done: str, now: datetime) -> Resolution:
    """Settle an alert. Level, plan and what was done are all demanded; without them nothing is recorded."""
    alert = _alert_for(by, alert_id)
    if alert.state == AlertState.RESOLVED:
        raise ValidationError("This alert was already resolved. What was recorded stands below it.")
    resolution = Resolution(
        alert=alert, level=level, plan=plan.strip(), what_was_done=what_was_done.strip(), resolved_by_id=by.id,
        resolved_at=now,
    )  # fmt: skip
    resolution.clean_fields(exclude=["plan", "what_was_done"])
    if not resolution.plan or not resolution.what_was_done:
        raise ValidationError("Write both the plan and what was done. Until then the alert stays open.")
    resolution.save(force_insert=True)
    if alert.state == AlertState.OPEN:
        _note(alert, by, "acknowledged", now)
    alert.state, alert.owner_id, alert.escalates_at = AlertState.RESOLVED, by.id, None
    alert.save(update_fields=["state", "owner", "escalates_at"])
    _note(alert, by, "resolved", now, f"level {level}")
    return resolution


@service
def escalate_due(*, by: Actor, now: datetime) -> int:
    """Pass every alert whose time is over to the next person. Each is claimed by a conditional update, so only once."""
    passed = 0
    for alert in SafetyAlert.objects.filter(escalates_at__lte=now).exclude(state=AlertState.RESOLVED):
        if _claim(alert, now):
            alert.refresh_from_db()
            _pass_on(by, alert, now)
            passed += 1
    return passed


@service
def hand_on_orphans(*, by: Actor, now: datetime) -> int:
    """An alert whose owner holds no role at the site any more is nobody's: it is open again, and the next is called."""
    found = 0
    for alert in SafetyAlert.objects.filter(owner__isnull=False).exclude(state=AlertState.RESOLVED):
        if alert.owner in callable_people(alert.site_id, now):
            continue
        chain, left = _chain(alert.site_id, now), alert.owner
        as_read = SafetyAlert.objects.filter(id=alert.id, state=alert.state, owner_id=alert.owner_id)
        within = max(alert.due_at - alert.opened_at, timedelta(minutes=1))
        owner = chain[0] if chain else None
        if as_read.update(state=AlertState.OPEN, owner=owner, escalates_at=now + within):
            alert.refresh_from_db()
            to = owner.name if owner else "nobody: nobody is there to take it"
            _note(alert, by, "handed on", now, f"from {left.name if left else ''}, who left, to {to}")
            _call(alert, now)
            found += 1
    return found


def _claim(alert: SafetyAlert, now: datetime) -> bool:
    """Whether this watcher may pass the alert on: only while the alert is still as it was read."""
    within = max(alert.due_at - alert.opened_at, timedelta(minutes=1))
    as_read = SafetyAlert.objects.filter(
        id=alert.id, step=alert.step, state=alert.state, escalates_at=alert.escalates_at
    )
    return bool(as_read.update(step=F("step") + 1, escalates_at=now + within))


def _pass_on(by: Actor, alert: SafetyAlert, now: datetime) -> None:
    chain = _chain(alert.site_id, now)
    owner = chain[min(alert.step, len(chain) - 1)] if chain else None
    if alert.state == AlertState.OPEN:
        alert.owner = owner
        alert.save(update_fields=["owner"])
    _note(alert, by, "escalated", now, f"to {owner.name}" if owner else "and nobody is there to take it")
    _call(alert, now, owner)


def _alert_for(by: Actor, alert_id: UUID) -> SafetyAlert:
    if by.kind is not ActorKind.PERSON or not by.has(*CLINICIANS):
        raise PermissionDenied("Only a clinician answers an alert. Call the person on cover.")
    alert = SafetyAlert.objects.select_for_update().filter(id=alert_id, site_id=by.site).first()
    if alert is None:
        raise SafetyAlert.DoesNotExist
    return alert


def _chain(site_id: UUID, now: datetime) -> tuple[Person, ...]:
    """Who is called: the cover of this instant; outside cover, the directors of the site."""
    cover = on_cover(site_id, now)
    if cover is not None:
        return cover.chain
    return tuple(directors(site_id, now))


def _note(alert: SafetyAlert, by: Actor, kind: str, now: datetime, detail: str = "") -> None:
    AlertEvent.objects.create(alert=alert, kind=kind, at=now, by_id=by.id, by_label=by.label, detail=detail)


def _call(alert: SafetyAlert, now: datetime, person: Person | None = None) -> None:
    """Write down that somebody must be called, and call as soon as this is committed."""
    called = person or alert.owner
    if called is None:
        return
    Notice.objects.create(alert=alert, person=called, created_at=now, next_attempt_at=now)
    transaction.on_commit(partial(deliver_notices, by=system("notifier", alert.site_id), now=now))
