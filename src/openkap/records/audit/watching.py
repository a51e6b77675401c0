"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit import keeping
from openkap.records.audit.acting import Actor


def watch(by: Actor, now: datetime) -> None:
    """See that the trail's head of the day leaves the machine."""
    keeping.send_head(by=by, now=now)
