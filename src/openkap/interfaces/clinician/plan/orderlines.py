"""Orders as the plan page lists them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.records.treatment import selectors

if TYPE_CHECKING:
    from openkap.records.treatment.models import Order, OrderEvent

STATES = {
    "signed": ("due", "Signed, no go yet"),
    "go": ("ok", "Go given"),
    "held": ("off", "Held"),
    "withdrawn": ("off", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order: where it stands, and what is missing for its go when its day has come."""

    order: "Order"
    state: str
    word: str
    last: "OrderEvent | None"
    open: bool
    today: bool
    missing: tuple[str, ...]


def order_lines(patient_id: UUID, now: datetime) -> list[OrderLine]:
    """Orders, newest first; what is missing is worked out for today's alone."""
    return [_line(order, now) for order in selectors.orders(patient_id)[:12]]


def _line(order: "Order", now: datetime) -> OrderLine:
    state, last = selectors.state_of(order), selectors.last_event(order)
    today = order.for_on == selectors.site_day(order, now)
    still_open = state != "withdrawn" and order.for_on >= selectors.site_day(order, now)
    missing = selectors.missing_for_go(order, now) if today and state in {"signed", "held"} else ()
    return OrderLine(order, *STATES[state], last, still_open, today, missing)
