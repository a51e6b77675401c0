"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit.acting import Actor
from openkap.records.dosing import escalating, services
from openkap.records.dosing.models import DosingSession


def watch(by: Actor, now: datetime) -> None:
    """Make an event of every due observation that did not come; call cover for what nobody takes up.

    What was recorded about a risk elsewhere reaches the session that waits for it.
    """
    services.record_overdue(by=by, now=now)
    for session in DosingSession.objects.filter(is_open=True):
        if session.snapshot["risks"]:
            services.take_in_resolutions(by=by, session_id=session.id, now=now)
    escalating.escalate_unanswered(by=by, now=now)
