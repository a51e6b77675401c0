"""What the watcher does here in every round."""

from datetime import datetime

from openkap.records.audit.acting import Actor
from openkap.records.home.calling import call_for_silence
from openkap.records.home.selectors import awaited


def watch(by: Actor, now: datetime) -> None:
    """Call cover for every dose at home of which nothing was heard in time."""
    for dose in awaited():
        call_for_silence(by=by, dose=dose, now=now)
