"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit.acting import Actor
from openkap.records.dosing import escalating, services


def watch(by: Actor, now: datetime) -> None:
    """Make an event of every due observation that did not come; call cover for what nobody takes up."""
    services.record_overdue(by=by, now=now)
    escalating.escalate_unanswered(by=by, now=now)
