"""From stored rows to the clinical session and back to the snapshot. The snapshot is the fold, and nothing else."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from openkap.clinical.monitoring.events import Event, read_event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.tightening import tightened
from openkap.clinical.monitoring.transition import fold
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.records.accounts import limits
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.treatment.sealing import pin_document

if TYPE_CHECKING:
    from openkap.records.accounts.models import Site


def plan_of(session: DosingSession) -> MonitoringPlan:
    """The plan that the session was opened with, in exactly that version."""
    found = catalogue.entry("monitoring", session.plan["id"], session.plan["version"]).value
    if not isinstance(found, MonitoringPlan):
        raise TypeError(session.plan["id"])
    site = {path: Decimal(value) for path, value in session.plan.get("limits", {}).items()}
    place = session.plan.get("jurisdiction")
    return tightened(found.in_place(place) if place else found, site)


def pinned_plan(pin: Pin, site: "Site") -> dict[str, Any]:
    """What a session keeps of its plan at its opening: the pin, the law of the place, the site's stricter numbers."""
    kept = limits.as_kept(limits.in_force(site.id, pin.kind, pin.id))
    return {**pin_document(pin), "jurisdiction": site.jurisdiction, "limits": kept}


def events_of(session_id: UUID) -> tuple[Event, ...]:
    """Every event of a session, as the clinical core reads it."""
    rows = SessionEvent.objects.filter(session_id=session_id).order_by("number").values_list("document", flat=True)
    return tuple(read_event(document) for document in rows)


def state_of(session: DosingSession) -> SessionState:
    """The state that follows from the kept events."""
    return fold(plan_of(session), events_of(session.id))


def columns_of(state: SessionState) -> dict[str, Any]:
    """What a session keeps of its state: the snapshot, and the columns that lists are sorted by, add up or show."""
    snapshot = state.as_json()
    return {
        "snapshot": snapshot,
        "summary": snapshot["summary"],
        "phase": state.phase.value,
        "is_open": state.phase.open,
        "owner_label": state.owner,
        "next_due_at": state.next_due.due_at if state.next_due else None,
        "earliest_discharge_at": state.earliest_discharge_at,
        "first_dose_at": state.summary.first_at,
        "given_mg": state.summary.given_mg,
    }


def keep_state(session: DosingSession, state: SessionState) -> None:
    """Replace what a session keeps of its state."""
    for column, value in columns_of(state).items():
        setattr(session, column, value)
    session.save()
