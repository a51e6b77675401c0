"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit.acting import Actor
from openkap.records.dosing import services


def watch(by: Actor, now: datetime) -> None:
    """Make an event of every due observation that did not come."""
    services.record_overdue(by=by, now=now)
