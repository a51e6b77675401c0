"""Reading courses, plans and orders; and what is missing before today's go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.records.audit.acting import Actor
from openkap.records.consents import selectors as consents
from openkap.records.safety import selectors as safety
from openkap.records.treatment import withdrawn
from openkap.records.treatment.eligibility import eligibility_today
from openkap.records.treatment.homeswitch import home_closed
from openkap.records.treatment.models import (
    Course,
    CourseChange,
    CourseStatus,
    Ending,
    Order,
    OrderEvent,
    OrderEventKind,
    Place,
    Plan,
    ReferralLetter,
)


@dataclass(frozen=True, slots=True)
class OrderOfDay:
    """The order that stands for a day, and whether the go was given."""

    order: Order
    go: OrderEvent | None

    @property
    def may_be_given(self) -> bool:
        """Signed, with its go, and neither held nor withdrawn since."""
        return self.go is not None


def active_course(patient_id: UUID) -> Course | None:
    """The course that runs now."""
    return Course.objects.filter(patient_id=patient_id, status=CourseStatus.ACTIVE).first()


def courses(patient_id: UUID) -> list[Course]:
    """Every course with what became of it, newest first, in two queries."""
    changes = CourseChange.objects.select_related("recorded_by").order_by("recorded_at")
    found = Course.objects.filter(patient_id=patient_id).prefetch_related(Prefetch("changes", changes))
    return list(found.order_by("-started_on", "-id"))


def newest_courses(patient_ids: Collection[UUID]) -> dict[UUID, Course]:
    """The newest course of each of these people that has one; one query."""
    found: dict[UUID, Course] = {}
    for course in Course.objects.filter(patient_id__in=patient_ids).order_by("-started_on", "-id"):
        found.setdefault(course.patient_id, course)
    return found


def people_in_course(actor: Actor) -> dict[UUID, str]:
    """Names of everybody at the actor's site whose course runs now; one query."""
    found = Course.objects.filter(patient__site_id=actor.site, status=CourseStatus.ACTIVE).select_related("patient")
    return {course.patient_id: course.patient.name for course in found}


def endings(patient_id: UUID) -> list[Ending]:
    """How courses, or the question of one, ended; newest first."""
    found = Ending.objects.select_related("recorded_by").filter(patient_id=patient_id)
    return list(found.order_by("-recorded_at"))


def letters(patient_id: UUID) -> list[ReferralLetter]:
    """Referral letters, newest first."""
    return list(ReferralLetter.objects.filter(patient_id=patient_id).order_by("-written_at"))


def letter(patient_id: UUID, letter_id: UUID) -> ReferralLetter | None:
    """One letter of this person."""
    return ReferralLetter.objects.select_related("patient__site").filter(patient_id=patient_id, id=letter_id).first()


def plans(course: Course) -> list[Plan]:
    """Every version, newest first."""
    return list(Plan.objects.filter(course=course).order_by("-version"))


def plan_in_force(course: Course) -> Plan | None:
    """The newest version, if it was made for what the course consists of now."""
    return in_force(course, plans(course)[:1])


def course_and_plans(patient_id: UUID) -> tuple[Course | None, list[Plan]]:
    """The course that runs now, and its plans, newest first."""
    found = Plan.objects.select_related("course").filter(course__patient_id=patient_id, course__status="active")
    versions = list(found.order_by("-version"))
    return (versions[0].course, versions) if versions else (active_course(patient_id), [])


def in_force(course: Course, versions: list[Plan]) -> Plan | None:
    """The first of ``versions`` (newest first), if it was made for what the course consists of now."""
    return next((p for p in versions[:1] if p.course_kind == course.kind), None)


def current(patient_id: UUID) -> tuple[Course | None, Plan | None]:
    """The course that runs now and its newest plan, if that was made for what the course consists of now."""
    course, versions = course_and_plans(patient_id)
    return course, in_force(course, versions) if course else None


def held_orders(patient_id: UUID, since: date) -> list[tuple[date, str]]:
    """Days from ``since`` on which an order was held, with the reason, oldest first."""
    found = OrderEvent.objects.filter(order__patient_id=patient_id, order__for_on__gte=since, kind=OrderEventKind.HELD)
    return list(found.order_by("order__for_on", "number").values_list("order__for_on", "reason"))


def orders(patient_id: UUID) -> QuerySet[Order]:
    """Every order with its events, newest first."""
    found = Order.objects.filter(patient_id=patient_id).select_related("patient__site")
    return found.prefetch_related("events").order_by("-for_on", "-signed_at")


def order(patient_id: UUID, order_id: UUID) -> Order | None:
    """One order of this person."""
    found = Order.objects.filter(patient_id=patient_id, id=order_id).select_related("patient__site", "plan__course")
    return found.prefetch_related("events").first()


def order_for(patient_id: UUID, on_date: date) -> OrderOfDay | None:
    """The order for this day that was not withdrawn, with its go if that stands."""
    found = Order.objects.filter(patient_id=patient_id, for_on=on_date).prefetch_related("events")
    for order in found.select_related("plan__course", "patient__site").order_by("-signed_at"):
        last = last_event(order)
        if last is None or last.kind != OrderEventKind.WITHDRAWN:
            return OrderOfDay(order, last if last and last.kind == OrderEventKind.GO else None)
    return None


def orders_on(actor: Actor, on_date: date) -> dict[UUID, OrderOfDay]:
    """The orders of the actor's site that stand for a day, by person; two queries however many there are."""
    found = Order.objects.filter(patient__site_id=actor.site, for_on=on_date).prefetch_related("events")
    standing: dict[UUID, OrderOfDay] = {}
    for order in found.order_by("-signed_at"):
        last = last_event(order)
        if order.patient_id not in standing and (last is None or last.kind != OrderEventKind.WITHDRAWN):
            go = last if last and last.kind == OrderEventKind.GO else None
            standing[order.patient_id] = OrderOfDay(order, go)
    return standing


def last_event(order: Order) -> OrderEvent | None:
    """The newest event of an order; it decides where the order stands."""
    return max(order.events.all(), key=lambda e: e.number, default=None)


def state_of(order: Order) -> str:
    """``signed`` until something happens to it; then ``go``, ``held`` or ``withdrawn``."""
    last = last_event(order)
    return last.kind if last else "signed"


def site_day(order: Order, now: datetime) -> date:
    """The calendar day at the order's site."""
    return now.astimezone(ZoneInfo(order.patient.site.zone)).date()


def missing_for_go(order: Order, now: datetime) -> tuple[str, ...]:
    """Why today's go cannot be given, in words; empty when it can."""
    patient = order.patient
    missing = []
    if order.for_on != site_day(order, now):
        missing.append(f"The order is for {order.for_on:%A %-d %B %Y}, which is not today.")
    if not _in_force(order):
        missing.append("The plan behind the order is no longer in force.")
    if patient.deceased_at is not None:
        missing.append("The record says that the person has died.")
    standing = consents.standing_of(patient, order.product["id"], now)
    if standing.truth is not Truth.TRUE:
        missing += standing.missing
    if order.place == Place.HOME:
        protocol = catalogue.entry("protocols", order.plan.protocol["id"]).value
        missing += home_closed(protocol, patient.site, site_day(order, now))
    return (*missing, *withdrawn.missing_for(order), *eligibility_today(order, now).missing, *_risk(patient.id))


def _in_force(order: Order) -> bool:
    plan, course = order.plan, order.plan.course
    newest = max(p.version for p in plans(course))
    return (course.status, newest, course.kind) == (CourseStatus.ACTIVE, plan.version, plan.course_kind)


def _risk(patient_id: UUID) -> tuple[str, ...]:
    count = len(safety.unresolved_risk(patient_id))
    return (f"{count} risk alert{'s' if count > 1 else ''} must be resolved first.",) if count else ()
