"""What the room page shows, put together from the session's state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from openkap.clinical.dosing.product import Product
from openkap.clinical.monitoring.state import Phase
from openkap.content import catalogue
from openkap.interfaces.components.wording import clock
from openkap.interfaces.monitor.rooms.cards import Card, Due, cards, due
from openkap.interfaces.monitor.rooms.chart import Chart, Size, chart
from openkap.interfaces.monitor.rooms.rows import Row, minute_of, rows
from openkap.records.dosing.earlier import Curve
from openkap.records.dosing.selectors import Watched
from openkap.records.pharmacy import selectors as pharmacy

PEAK = (timedelta(minutes=30), timedelta(minutes=60))
PHASES = {
    Phase.BEFORE_DOSE: "Before dose",
    Phase.INFUSING: "Infusing",
    Phase.WATCHING: "Watching",
    Phase.DISCHARGED: "Left in order",
    Phase.LEFT_AGAINST_ADVICE: "Left against advice",
    Phase.TRANSFERRED: "Transferred",
    Phase.STOPPED_BEFORE_DOSE: "Stopped before dose",
    Phase.DIED: "Died",
}


@dataclass(frozen=True, slots=True)
class Drug:
    """What can be given next with one tap: the type of event, the amount, the lots in the cabinet."""

    type: str
    words: str
    amount_mg: str
    over_min: str
    lots: tuple[Any, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The page's own words and rows."""

    watched: Watched
    product: Product
    minute: int | None
    phase: str
    gate_in: int | None
    rows: list[Row]
    cards: list[Card]
    not_carried: tuple[str, ...]
    due: Due | None
    chart: Chart | None
    drug: Drug | None
    version: int


def product_of(watched: Watched) -> Product:
    """The product that the session was opened with."""
    pin = watched.session.product
    found: Product = catalogue.entry("products", pin["id"], pin["version"]).value
    return found


def phase_words(watched: Watched, now: datetime) -> str:
    """The phase as staff say it."""
    state = watched.state
    if state.phase is not Phase.WATCHING or state.given.first_at is None:
        return PHASES[state.phase]
    since = now - state.given.first_at
    gate = state.earliest_discharge_at
    if gate is not None and now >= gate:
        return "2 h done"
    if since < PEAK[0]:
        return "Quiet"
    return "Peak window" if since < PEAK[1] else "Recovery"


def room(
    watched: Watched, missing_to_give: Callable[[], tuple[str, ...]], earlier: tuple[Curve, ...], size: Size,
    now: datetime,
) -> Room:  # fmt: skip
    """Everything the room page shows. What keeps drug from being given is asked only while any is left to give."""
    state = watched.state
    gate = state.earliest_discharge_at
    return Room(
        watched=watched,
        product=product_of(watched),
        minute=minute_of(now, state.given.first_at),
        phase=phase_words(watched, now),
        gate_in=None if gate is None else max(0, -int((now - gate) // timedelta(minutes=1))),
        rows=rows(watched.plan, state, now),
        cards=cards(watched.plan, state, now),
        not_carried=not_carried(watched),
        due=due(watched.plan, state, now),
        chart=chart(watched.plan, state, now, earlier, size),
        drug=_drug(watched, missing_to_give, timezone.localdate(now)),
        version=watched.session.last_number,
    )


def not_carried(watched: Watched) -> tuple[str, ...]:
    """What the person's record would not take and nobody has corrected since, in words."""
    corrected = [(e.text("of"), e.recorded_at) for e in watched.events if e.type == "correction"]
    return tuple(
        f"{clock(e.at)}: {e.text('because')} It stands here, and not in the person's record."
        for e in watched.events
        if e.type == "not-carried" and not any(of == e.text("of") and at > e.recorded_at for of, at in corrected)
    )


def _drug(watched: Watched, missing: Callable[[], tuple[str, ...]], today: date) -> Drug | None:
    """The next device, or the infusion; None when the order is given, or no drug may follow."""
    state, product = watched.state, product_of(watched)
    left = watched.session.order.dose_mg - sum((a.amount_mg or Decimal(0) for a in state.given.all), Decimal(0))
    if left <= 0 or not state.phase.open or state.stopped_at is not None:
        return None
    infusion = product.over_min is not None
    if infusion and state.given.all:
        return None
    amount = min(product.device_mg, left) if product.device_mg else left
    what = f"{amount.normalize():f} mg"
    return Drug(
        type="infusion-started" if infusion else "dose",
        words=f"{what} infusion started" if infusion else f"{what} given",
        amount_mg=f"{amount.normalize():f}",
        over_min=f"{product.over_min.normalize():f}" if product.over_min else "",
        lots=tuple(pharmacy.usable_lots(watched.session.site_id, product.pin.id, today)),
        missing=missing(),
    )
