"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.assessments import services
from openkap.records.audit.acting import Actor


def watch(by: Actor, now: datetime) -> None:
    """Judge forms that were left with a question about safety unanswered."""
    services.note_left_forms(by=by, now=now)
