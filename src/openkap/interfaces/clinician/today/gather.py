"""What the day holds, composed from the selectors beneath."""

from datetime import datetime
from typing import TYPE_CHECKING

from openkap.interfaces.clinician.today.readmodel import Row, Today
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.templatetags.words import clock, open_for, short_day
from openkap.records.audit.acting import Actor
from openkap.records.safety import selectors as safety

if TYPE_CHECKING:
    from openkap.records.safety.models import SafetyAlert

CLINICIANS = ("prescriber", "nurse", "therapist", "director")


def _alert(alert: "SafetyAlert", now: datetime, *, mine: bool) -> Row:
    late = safety.is_overdue(alert, now)
    owner = "You" if mine else alert.owner.name if alert.owner else ""
    due = f"{open_for(alert.due_at, now)} late" if late else f"by {clock(alert.due_at)}, {short_day(alert.due_at)}"
    return Row(alert.patient.name, alert.because, owner, due, "alert", link_to("alert", alert.id))


def today_of(actor: Actor, now: datetime) -> Today:
    """The page for this actor. Clinicians alone see whom an alert is about; everyone sees that there is one."""
    waiting = list(safety.alerts(actor)) if actor.has(*CLINICIANS) else []
    return Today(
        unowned=tuple(_alert(a, now, mine=False) for a in waiting if a.owner_id is None),
        mine=tuple(_alert(a, now, mine=True) for a in waiting if a.owner_id == actor.id),
        people=(),
    )
