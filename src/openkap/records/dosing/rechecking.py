"""The stored snapshot of each dosing session, held against the fold of its events under its pinned plan."""

from openkap.clinical.monitoring.state import METHOD
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.audit.rechecked import Again, Recheck, sort_out
from openkap.records.dosing.folding import columns_of, state_of
from openkap.records.dosing.models import DosingSession

WHAT = "sessions"


def recheck() -> Recheck:
    """Recheck every dosing session, open or ended."""
    return sort_out(_again(row) for row in DosingSession.objects.order_by("opened_at").iterator())


def _again(session: DosingSession) -> Again:
    name, fixed = f"dosing session {session.id}", session.snapshot.get("method") != METHOD
    pin = session.plan
    try:
        entry = catalogue.entry("monitoring", pin["id"], pin["version"])
    except ContentError as error:
        return Again(name, str(error), fixed=False)
    if entry.pin.digest != pin["digest"]:
        return Again(name, f"the content {entry.pin} means something else now than when it was used.", fixed=False)
    found = columns_of(state_of(session))
    differs = any(getattr(session, column) != value for column, value in found.items())
    return Again(name, "it comes out differently now." if differs else "", fixed=fixed)
