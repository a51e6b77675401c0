"""What waits on this course: alerts first, then what is late, then what comes next."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from openkap.clinical.values import Truth
from openkap.interfaces.clinician.course.readmodel import DueRow, Measure
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.templatetags.words import clock, short_day, visit_day
from openkap.records.consents import selectors as consents
from openkap.records.safety import selectors as safety

if TYPE_CHECKING:
    from openkap.records.scheduling.models import Visit as Booked

COMING = 3  # visits ahead that are named


def _alerts(patient_id: UUID) -> list[DueRow]:
    return [
        DueRow("Safety alert waits for an answer", alert.because, alert.owner.name if alert.owner else "No owner",
               f"by {clock(alert.due_at)}, {short_day(alert.due_at)}", "alert", link_to("alert", alert.id))
        for alert in safety.unresolved_risk(patient_id)
    ]  # fmt: skip


def _consent(patient_id: UUID, product: str, now: datetime) -> list[DueRow]:
    standing = consents.standing(patient_id, product, now)
    address = link_to("consent", patient_id)
    if standing.truth is Truth.TRUE:
        return [DueRow("Consent stands", "", "", "", "ok", address)]
    state = "unknown" if standing.truth is Truth.UNKNOWN else "alert"
    return [DueRow("Consent is missing", " ".join(standing.missing), "", "before the next dose", state, address)]


def _visits(found: "list[Booked]", now: datetime) -> list[DueRow]:
    today = timezone.localdate(now)
    late = [v for v in found if v.status == "planned" and v.planned_on < today]
    ahead = [v for v in found if v.status == "planned" and v.planned_on >= today][:COMING]
    rows = [DueRow(v.title, f"Was planned for {visit_day(v.planned_at)}. Say what became of it.", "", "", "late")
            for v in late]  # fmt: skip
    for visit in ahead:
        soon = visit.planned_on == today
        when = f"{visit_day(visit.planned_at)}, {clock(visit.planned_at)}"
        rows.append(DueRow(visit.title, when, "", "today" if soon else "", "due" if soon else ""))
    return rows


def _missing(found: tuple[Measure, ...]) -> list[DueRow]:
    return [
        DueRow(f"{measure.rules.measure} is missing", f"Sent {short_day(measure.measured.missing[-1].due_at)}, "
               "not answered in time.", "", "", "unknown")
        for measure in found
        if measure.measured.missing
    ]  # fmt: skip


def due_rows(
    patient_id: UUID, product: str, booked: "list[Booked]", measures: tuple[Measure, ...], now: datetime
) -> tuple[DueRow, ...]:
    """Every row, the gravest first. ``product`` is empty where there is no dosing."""
    consent = _consent(patient_id, product, now) if product else []
    rows = [*_alerts(patient_id), *consent, *_visits(booked, now), *_missing(measures)]
    order = ("alert", "late", "unknown", "due", "", "ok")
    return tuple(sorted(rows, key=lambda row: order.index(row.state)))
