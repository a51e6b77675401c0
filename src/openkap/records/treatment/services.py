"""The order and the go of the day. Nobody can dose without both, and both are a prescriber's own."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.sources import Pin
from openkap.clinical.values import Known
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.accounts.limits import as_kept, in_force
from openkap.records.accounts.selectors import is_demonstration
from openkap.records.accounts.signing import unsigned
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.treatment import selectors
from openkap.records.treatment.doses import dose_for
from openkap.records.treatment.eligibility import eligibility_today
from openkap.records.treatment.homeswitch import home_closed
from openkap.records.treatment.models import CourseStatus, Order, OrderEvent, OrderEventKind, Place, Plan
from openkap.records.treatment.pins import differences, pins_in_force
from openkap.records.treatment.plans import refuse_unreasoned
from openkap.records.treatment.sealing import digest_of, pin_document, pin_of


@service
def sign_order(
    *, by: Actor, plan_id: UUID, for_on: date, now: datetime, reason: str = "", dose_mg: Decimal | None = None,
    place: str = Place.CLINIC,
) -> Order:  # fmt: skip
    """Sign one dose for one day. It rests on the content in force and signed today, not on what the plan pinned.

    A dose for home is ordered in :mod:`openkap.records.home`, which knows what must stand before it.
    """
    require_role(by, "prescriber", doing="sign an order")
    plan = _plan_in_force(by, plan_id)
    patient = plan.course.patient
    if for_on < now.astimezone(ZoneInfo(patient.site.zone)).date():
        raise RefusedError("That day has passed. Choose today or a later day.")
    if selectors.order_for(patient.id, for_on):
        raise RefusedError("There is an order for that day already. Withdraw it first, with a reason.")
    if plan.product is None or plan.dose_value is None:
        raise RefusedError("This plan has no ketamine, so there is nothing to order.")
    try:
        product, pins = catalogue.entry("products", pin_of(plan.product).id).value, pins_in_force(plan)
    except ContentError as error:  # every version of something was withdrawn
        raise RefusedError(f"Nothing can be ordered under this plan: {error}") from None
    _refuse_unsigned(by, pins)
    _refuse_home(plan, place, (now.astimezone(ZoneInfo(patient.site.zone)).date(), for_on))
    value, unit = (plan.dose_value, plan.dose_unit) if dose_mg is None else (dose_mg, "mg")
    found = dose_for(patient, product, value, unit, now, variant=_variant(plan), for_on=for_on)
    refuse_unreasoned(found, reason)
    weight = found.weight.value if isinstance(found.weight, Known) else None
    values: dict[str, Any] = {
        "for_on": for_on,
        "place": place,
        "product": {**pin_document(product.pin), "limits": as_kept(in_force(by.site, "products", product.pin.id))},
        "route": product.route,
        "dose_mg": found.amount_mg,
        "dose_mg_per_kg": found.check.mg_per_kg.value if isinstance(found.check.mg_per_kg, Known) else None,
        "weight_kg": weight.kg if weight else None,
        "weighed_at": weight.measured_at if weight else None,
        "pins": [pin_document(p) for p in pins],
        "differs": list(differences(plan, pins)),
        "findings": [{"id": f.id, "level": f.level, "because": f.because} for f in found.check.findings],
        "reason": reason.strip(),
    }
    return Order.objects.create(
        patient=patient,
        plan=plan,
        signed_at=now,
        signed_by_id=by.id,
        signed_by_label=by.label,
        digest=digest_of([str(patient.id), str(plan.id), values, str(by.id), now.isoformat()]),
        **values,
    )


def _refuse_home(plan: Plan, place: str, days: tuple[date, ...]) -> None:
    """A dose for home needs a protocol that allows it, and law and site open on each of these days."""
    if place == Place.CLINIC:
        return
    protocol = catalogue.entry("protocols", plan.protocol["id"]).value
    closed = [why for day in days for why in home_closed(protocol, plan.course.patient.site, day)]
    if closed:
        raise RefusedError(f"No dose can be ordered for home. {' '.join(dict.fromkeys(closed))}")


def _variant(plan: Plan) -> str:
    variant: str = catalogue.entry("protocols", plan.protocol["id"]).value.variant
    return variant


@service
def give_go(*, by: Actor, order_id: UUID, now: datetime, reason: str = "", place: str = Place.CLINIC) -> OrderEvent:
    """Say *go* for today, once nothing is missing. It holds for the order's own day, and where it was ordered for.

    Facts that have grown old since the eligibility decision ask for a reason, which is kept with the go.
    """
    require_role(by, "prescriber", doing="give the go")
    order = _order(by, order_id)
    if order.place != place:
        raise RefusedError(f"This dose was ordered to be taken {order.get_place_display().lower()}. Release it there.")
    if missing := selectors.missing_for_go(order, now):
        raise RefusedError(f"It cannot go ahead yet: {' '.join(missing)}")
    aged = eligibility_today(order, now).aged
    if aged and not reason.strip():
        raise RefusedError(f"These facts have grown old: {'; '.join(aged)}. Ask again, or write why it can go ahead.")
    return _append(by, order, OrderEventKind.GO, reason.strip(), now)


@service
def hold_order(*, by: Actor, order_id: UUID, reason: str, now: datetime) -> OrderEvent:
    """Take the go back, or hold an order; a new go can follow."""
    require_role(by, "prescriber", "nurse", "therapist", doing="hold an order")
    return _append(by, _order(by, order_id), OrderEventKind.HELD, _needed(reason), now)


@service
def withdraw_order(*, by: Actor, order_id: UUID, reason: str, now: datetime) -> OrderEvent:
    """Withdraw an order for good."""
    require_role(by, "prescriber", doing="withdraw an order")
    return _append(by, _order(by, order_id), OrderEventKind.WITHDRAWN, _needed(reason), now)


def _plan_in_force(by: Actor, plan_id: UUID) -> Plan:
    plans = Plan.objects.select_related("course__patient__site")
    locked = plans.select_for_update(of=("self",))  # two at once would sign two orders for one day
    plan = locked.filter(id=plan_id, course__patient__site_id=by.site).first()
    if plan is None or plan.course.status != CourseStatus.ACTIVE:
        raise RefusedError("There is no such plan here, or its course has ended. Open the person's plan again.")
    newest = plans.filter(course=plan.course).order_by("-version").first()
    if newest != plan or plan.course_kind != plan.course.kind:
        raise RefusedError("This plan is no longer the one in force. Open the person's plan and order from there.")
    return plan


def _refuse_unsigned(by: Actor, pins: tuple[Pin, ...]) -> None:
    """Only the demonstration runs on content that nobody signed."""
    left = () if is_demonstration() else unsigned(by.site, pins)
    if left:
        names = ", ".join(str(p) for p in left)
        raise RefusedError(f"The medical director has not signed {names}. Ask for it, then sign the order.")


def _order(by: Actor, order_id: UUID) -> Order:
    orders = Order.objects.select_for_update(of=("self",)).select_related("patient__site", "plan__course")
    order = orders.filter(id=order_id, patient__site_id=by.site).first()
    if order is None or selectors.state_of(order) == OrderEventKind.WITHDRAWN:
        raise RefusedError("There is no such order here, or it was withdrawn. Open the person's plan again.")
    return order


def _needed(reason: str) -> str:
    if not reason.strip():
        raise RefusedError("Say in a sentence why.")
    return reason.strip()


def _append(by: Actor, order: Order, kind: OrderEventKind, reason: str, now: datetime) -> OrderEvent:
    number = OrderEvent.objects.filter(order=order).count() + 1
    return OrderEvent.objects.create(
        order=order, number=number, kind=kind, reason=reason, happened_at=now, by_id=by.id, by_label=by.label
    )
