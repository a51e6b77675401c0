"""Whom a programme's figures speak of: everybody referred to a site in a time, and what came of each referral."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from openkap.clinical.eligibility.decision import Verdict
from openkap.clinical.protocols.definition import Protocol, VisitKind
from openkap.content import catalogue
from openkap.records.audit.acting import Actor
from openkap.records.dosing.models import DosingSession
from openkap.records.patients.models import ImportedBundle, Patient, PatientFact
from openkap.records.scheduling.models import Visit, VisitStatus
from openkap.records.treatment.models import Course, EligibilityDecision, Plan

TOOK_PLACE = (VisitStatus.ARRIVED, VisitStatus.FINISHED)


@dataclass(frozen=True, slots=True)
class Taken:
    """One course: when its first dose or, without doses, its first visit was; its product and what its plans ask."""

    began_at: datetime | None
    started_on: date
    product: str  # empty: psychotherapy alone
    asks: frozenset[str]  # instruments that its protocols plan


@dataclass(frozen=True, slots=True)
class Referred:
    """One person who was referred: products for which a signed decision found nothing against it, and the courses."""

    id: UUID
    born_on: date
    eligible_for: frozenset[str]
    courses: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everybody referred to a site from one day to another, both included."""

    since: date
    until: date
    people: tuple[Referred, ...]
    ids: QuerySet[Any] = field(repr=False)

    @property
    def products(self) -> tuple[str, ...]:
        """What courses were planned with, in order; empty text for psychotherapy alone."""
        return tuple(sorted({c.product for p in self.people for c in p.courses}))

    @property
    def instruments(self) -> tuple[str, ...]:
        """What the plans of these courses ask for, in order."""
        return tuple(sorted({i for p in self.people for c in p.courses for i in c.asks}))


def referred(by: Actor, since: date, until: date, zone: ZoneInfo) -> Cohort:
    """Everybody referred in these days; five queries, whatever came before them."""
    here = _people(by, datetime.combine(since, time.min, zone), datetime.combine(until, time.max, zone))
    ids = here.values("id")
    eligible, courses = _eligible(ids), _courses(ids)
    people = tuple(
        Referred(id_, born_on, frozenset(eligible[id_]), tuple(courses[id_]))
        for id_, born_on in here.values_list("id", "born_on")
    )
    return Cohort(since, until, people, ids)


def _people(by: Actor, begun: datetime, over: datetime) -> QuerySet[Any]:
    """Somebody came with their first referral; without one, with the first thing that was written down of them."""
    bundles = ImportedBundle.objects.filter(patient=OuterRef("pk")).order_by("received_at").values("received_at")[:1]
    facts = PatientFact.objects.filter(patient=OuterRef("pk")).order_by("recorded_at").values("recorded_at")[:1]
    came = Coalesce(Subquery(bundles), Subquery(facts), output_field=DateTimeField())
    found = Patient.objects.filter(site_id=by.site).annotate(came_at=came)
    return found.filter(came_at__gte=begun.astimezone(UTC), came_at__lte=over.astimezone(UTC)).order_by("pk")


def _eligible(ids: QuerySet[Any]) -> dict[UUID, set[str]]:
    rows = EligibilityDecision.objects.filter(patient__in=ids, verdict=Verdict.ELIGIBLE.value)
    found: dict[UUID, set[str]] = defaultdict(set)
    for patient, product in rows.values_list("patient_id", "product").distinct():
        found[patient].add(product)
    return found


def _courses(ids: QuerySet[Any]) -> dict[UUID, list[Taken]]:
    plans: dict[UUID, list[tuple[dict[str, str], dict[str, str] | None]]] = defaultdict(list)
    told = Plan.objects.filter(course__patient__in=ids).order_by("version")
    for course, protocol, product in told.values_list("course_id", "protocol", "product"):
        plans[course].append((protocol, product))
    given = DosingSession.objects.filter(patient__in=ids).exclude(first_dose_at=None)
    dosed = {row["order__plan__course_id"]: row["first"]
             for row in given.values("order__plan__course_id").annotate(first=Min("first_dose_at"))}  # fmt: skip
    came = Visit.objects.filter(patient__in=ids, status__in=TOOK_PLACE, plan__isnull=False)
    visits = {row["plan__course_id"]: row["first"]
              for row in came.values("plan__course_id").annotate(first=Min("planned_at"))}  # fmt: skip
    found: dict[UUID, list[Taken]] = defaultdict(list)
    rows = Course.objects.filter(patient__in=ids).order_by("started_on", "pk")
    for id_, patient, started_on in rows.values_list("id", "patient_id", "started_on"):
        product = next((p["id"] for _, p in plans[id_] if p), "")
        began = dosed[id_] if id_ in dosed else None if product else visits.get(id_)
        found[patient].append(Taken(began, started_on, product, _asks(protocol for protocol, _ in plans[id_])))
    return found


def _asks(pins: Iterable[dict[str, str]]) -> frozenset[str]:
    """Which instruments these versions of protocols plan for after the preparation: what shows a change."""
    protocols: list[Protocol] = [catalogue.entry("protocols", p["id"], p["version"]).value for p in pins]
    visits = [visit for protocol in protocols for visit in protocol.visits]
    return frozenset(i for visit in visits if visit.kind is not VisitKind.PREPARATION for i in visit.instruments)


def usual_days(today: date, look_back_days: int) -> tuple[date, date]:
    """The time that is shown unless somebody asks for another."""
    return today - timedelta(days=look_back_days), today
