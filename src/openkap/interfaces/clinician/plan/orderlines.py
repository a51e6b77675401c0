"""Orders as the plan page lists them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openkap.records.treatment import selectors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openkap.records.treatment.models import Order, OrderEvent

STATES = {
    "signed": ("due", "Signed, no go yet"),
    "go": ("ok", "Go given"),
    "held": ("off", "Held"),
    "withdrawn": ("off", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order, and where it stands."""

    order: "Order"
    state: str
    word: str
    last: "OrderEvent | None"
    open: bool
    today: bool


def order_lines(found: "Iterable[Order]", now: datetime) -> list[OrderLine]:
    """Each of these orders, in their order."""
    return [order_line(order, now) for order in found]


def order_line(order: "Order", now: datetime) -> OrderLine:
    """Where one order stands at ``now``."""
    state, last = selectors.state_of(order), selectors.last_event(order)
    today = order.for_on == selectors.site_day(order, now)
    still_open = state != "withdrawn" and order.for_on >= selectors.site_day(order, now)
    return OrderLine(order, *STATES[state], last, still_open, today)
