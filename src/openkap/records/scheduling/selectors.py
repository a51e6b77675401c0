"""Reading visits."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from openkap.records.audit.acting import Actor
from openkap.records.scheduling.models import Visit, VisitChange, VisitStatus


def visits_of(patient_id: UUID, since: date | None = None) -> list[Visit]:
    """Every visit of a person that was not cancelled, in order; ``since`` leaves out the days before it."""
    found = Visit.objects.filter(patient_id=patient_id).exclude(status=VisitStatus.CANCELLED)
    if since is not None:
        found = found.filter(planned_on__gte=since)
    return list(found.order_by("planned_at", "kind"))


def visits_within(patient_id: UUID, since: date, until: date) -> list[Visit]:
    """Visits of these days, and on whatever day those that are still planned, in order; none that was cancelled."""
    found = Visit.objects.filter(patient_id=patient_id).exclude(status=VisitStatus.CANCELLED)
    those = Q(status=VisitStatus.PLANNED) | Q(planned_on__range=(since, until))
    return list(found.filter(those).order_by("planned_at", "kind"))


def visits_before(patient_id: UUID, day: date) -> QuerySet[Visit]:
    """Visits of earlier days that were not cancelled, newest first."""
    found = Visit.objects.filter(patient_id=patient_id, planned_on__lt=day).exclude(status=VisitStatus.CANCELLED)
    return found.order_by("-planned_at", "kind")


def visit_of(patient_id: UUID, visit_id: UUID) -> Visit | None:
    """One visit of this person."""
    return Visit.objects.filter(patient_id=patient_id, id=visit_id).first()


def changes_of(visit: Visit) -> list[VisitChange]:
    """What was changed about a visit, oldest first."""
    return list(VisitChange.objects.filter(visit=visit).order_by("changed_at"))


def visits_on(actor: Actor, day: date) -> list[Visit]:
    """The site's visits of a day, in order, with the person."""
    found = Visit.objects.select_related("patient", "plan").filter(patient__site_id=actor.site, planned_on=day)
    return list(found.exclude(status=VisitStatus.CANCELLED).order_by("planned_at"))


def next_visits(patient_ids: Collection[UUID], now: datetime) -> dict[UUID, Visit]:
    """The next planned visit of each of these people that has one; one query."""
    ahead = Visit.objects.filter(patient_id__in=patient_ids, status=VisitStatus.PLANNED, planned_at__gte=now)
    found: dict[UUID, Visit] = {}
    for visit in ahead.order_by("planned_at"):
        found.setdefault(visit.patient_id, visit)
    return found


def overdue(actor: Actor, today: date) -> list[Visit]:
    """Visits of earlier days that are still planned: nobody said what became of them."""
    found = Visit.objects.select_related("patient").filter(patient__site_id=actor.site, planned_on__lt=today)
    return list(found.filter(status=VisitStatus.PLANNED).order_by("planned_at"))
