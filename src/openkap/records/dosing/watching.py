"""What the watcher does here in every round."""

from datetime import datetime, timedelta

from openkap.records.audit.acting import Actor
from openkap.records.dosing import escalating, services
from openkap.records.dosing.carrying import AWAY
from openkap.records.dosing.folding import plan_of, state_of
from openkap.records.dosing.models import DosingSession
from openkap.records.patients import selectors as patients
from openkap.records.patients.services import end_effect

LATELY = timedelta(days=2)


def watch(by: Actor, now: datetime) -> None:
    """Make an event of every due observation that did not come; call cover for what nobody takes up.

    What was recorded about a risk elsewhere reaches the session that waits for it; and the effect of a dose on somebody
    who left early ends when the watching would have ended here.
    """
    services.record_overdue(by=by, now=now)
    for session in DosingSession.objects.filter(is_open=True):
        if session.snapshot["risks"]:
            services.take_in_resolutions(by=by, session_id=session.id, now=now)
    escalating.escalate_unanswered(by=by, now=now)
    _end_effects(by, now)


def _end_effects(by: Actor, now: datetime) -> None:
    gone = DosingSession.objects.filter(phase__in=[phase.value for phase in AWAY], opened_at__gt=now - LATELY)
    for session in gone:
        under = patients.under_effect(session.patient_id)
        again = DosingSession.objects.filter(patient_id=session.patient_id, opened_at__gt=session.opened_at)
        if under and not again.exists() and _watched_until(session) <= now:
            end_effect(by=by, patient_id=session.patient_id, now=now)


def _watched_until(session: DosingSession) -> datetime:
    """The end of the minimum watch; where an infusion has no known end, counted from when the person left."""
    plan, state = plan_of(session), state_of(session)
    left_at = max(ending.at for ending in state.endings if ending.stands)
    return state.earliest_discharge_at or left_at + plan.minimum_watch
