"""An alert of a session that calls for somebody, and that nobody takes up in time, reaches the people on cover."""

from datetime import datetime

from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.plan import Tier
from openkap.clinical.signals import Urgency
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service
from openkap.records.dosing.carrying import ANSWER_WITHIN, open_signal
from openkap.records.dosing.folding import plan_of, state_of
from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.resolving import source_of
from openkap.records.safety import selectors as safety


def escalate_unanswered(*, by: Actor, now: datetime) -> int:
    """Call cover for every alert that waits too long in a room. The same wait calls once, however often this runs."""
    found = 0
    for session in DosingSession.objects.filter(is_open=True).order_by("opened_at"):
        for alert in state_of(session).alerts:
            if _waits(alert, now) and not _was_called(session, alert):
                _call_cover(by=by, session=session, alert=alert, now=now)
                found += 1
    return found


def _waits(alert: Alert, now: datetime) -> bool:
    """Whether it calls for somebody, nobody took or silenced it, and its time to be taken up is over."""
    silenced = alert.silenced_until is not None and alert.silenced_until > now
    since = min((t.known_at for t in alert.open if t.tier is Tier.CALL), default=None)
    return since is not None and not alert.owner and not silenced and since + ANSWER_WITHIN[Tier.CALL] <= now


def _was_called(session: DosingSession, alert: Alert) -> bool:
    since = min(t.known_at for t in alert.open)
    return safety.was_opened(session.patient_id, _signal(alert), source_of(session), since)


def _signal(alert: Alert) -> str:
    return f"session-{alert.cause}"


@service
def _call_cover(*, by: Actor, session: DosingSession, alert: Alert, now: datetime) -> None:
    words = f"In room {session.room}, and nobody has taken it up: {alert.leading.words}"
    open_signal(by, session, plan_of(session), _signal(alert), Urgency.URGENT, words, now)
