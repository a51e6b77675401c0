"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit.acting import Actor
from openkap.records.safety import calling, services


def watch(by: Actor, now: datetime) -> None:
    """Pass on what nobody answered in time or whose owner left, and send the calls that have not left yet."""
    services.hand_on_orphans(by=by, now=now)
    services.escalate_due(by=by, now=now)
    calling.deliver_notices(by=by, now=now)
