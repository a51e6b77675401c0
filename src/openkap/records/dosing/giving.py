"""What must stand before a drug is given. Each reason is said in words; what is not known is a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from openkap.clinical.dosing.product import Product
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.lists import rows_before_dose
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.records.consents import selectors as consents
from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.resolving import source_of
from openkap.records.patients.models import Patient
from openkap.records.safety import selectors as safety
from openkap.records.treatment.standing import standing_order


def missing_consent(patient: Patient, product: str, now: datetime) -> tuple[str, ...]:
    """What keeps consent from standing at ``now``, in words; it holds drug and never ends the watching."""
    standing = consents.standing_of(patient, product, now)
    return () if standing.truth is Truth.TRUE else tuple(standing.missing)


def missing_risk(patient: Patient) -> tuple[str, ...]:
    """Risk alerts that no clinician has resolved; they hold dosing and leaving."""
    return risk_words(len(safety.unresolved_risk(patient.id)))


def risk_words(count: int) -> tuple[str, ...]:
    """How many risk alerts wait for a clinician; nothing when none does."""
    words = "A risk alert is" if count == 1 else f"{count} risk alerts are"
    return (f"{words} not resolved: a clinician records level, plan and what was done.",) if count else ()


def missing_to_give(
    session: DosingSession, plan: MonitoringPlan, state: SessionState, events: tuple[Event, ...], at: datetime,
    now: datetime,
) -> tuple[str, ...]:  # fmt: skip
    """Why no drug may be given at ``at``; empty when it may. Consent is judged at ``now``, whatever ``at`` says."""
    missing = list(_by_time(session, state, at, now))
    if not state.given.all:
        rows = rows_before_dose(plan, events, state.readings, at)
        missing += [f"{r.display}: {r.because}." for r in rows if not r.passes]
    calling = [a for a in state.alerts if a.open_tier is not None and a.open_tier.rank >= Tier.CALL.rank]
    missing += [f"{a.display}: this alert is not settled." for a in calling]
    order = standing_order(session.patient_id, session.order.for_on, source_of(session))
    if order is None or order.order.id != session.order_id or not order.go_stands:
        missing.append("The order was held or withdrawn, or its go was taken back.")
    missing += order.missing_since_go(now) if order else ()
    missing += missing_consent(session.patient, session.product["id"], now)
    missing += [f"The risk {risk!r} is not resolved." for risk in state.risks]
    return (*missing, *(risk_words(order.risks) if order else missing_risk(session.patient)))


def _by_time(session: DosingSession, state: SessionState, at: datetime, now: datetime) -> Iterable[str]:
    """The session's end, stop, the order's own day, the opening of the session, and the time between two devices."""
    if not state.phase.open:
        yield "This session has ended. Look at the board: this page may be old."
    if state.stopped_at is not None:
        yield "Stop was asked: no more drug today."
    zone, for_on = ZoneInfo(session.patient.site.zone), session.order.for_on
    if {at.astimezone(zone).date(), now.astimezone(zone).date()} != {for_on}:
        yield f"The order and its go were for {for_on:%A %-d %B %Y} alone. Sign a new order, and open a new session."
    if at < session.opened_at:
        yield "This would be before the session was opened. Look at the clock of this device."
    apart = _product(session).between_devices
    near = [abs(at - a.started_at) for a in state.given.all]
    if apart is not None and near and min(near) < apart:
        minutes = int(apart / timedelta(minutes=1))
        yield f"Two devices are {minutes} minutes apart, and one was recorded less than that before."


def _product(session: DosingSession) -> Product:
    pin = session.product
    found: Product = catalogue.entry("products", pin["id"], pin["version"]).value
    return found


def too_much(session: DosingSession, after: SessionState, event: Event) -> tuple[str, ...]:
    """Why this amount may not be given: none was said, or it is more than was ordered."""
    if event.number("amount_mg") in {None, Decimal(0)}:
        return ("The amount in milligrams is missing.",)
    total = sum((a.amount_mg or Decimal(0) for a in after.given.all), Decimal(0))
    if total > session.order.dose_mg:
        return (
            f"It would come to {total.normalize():f} mg; the order is for {session.order.dose_mg.normalize():f} mg.",
        )
    return ()
