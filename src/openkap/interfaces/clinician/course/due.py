"""What waits on this course: alerts first, then what is late, then what comes next."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.values import Truth
from openkap.interfaces.components.measures import Measure
from openkap.interfaces.components.patient_head import About
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.wording import clock, short_day, visit_day
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.consents import selectors as consents
from openkap.records.safety import risk

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.scheduling.models import Visit as Booked

COMING = 3  # visits ahead that are named


def _alerts(known: About) -> list[WorkRow]:
    return [
        WorkRow("Safety alert waits for an answer", alert.because, alert.owner.name if alert.owner else "No owner",
               f"by {clock(alert.due_at)}, {short_day(alert.due_at)}", "alert", link_to("alert", alert.id))
        for alert in known.risks
    ]  # fmt: skip


def _risk_actions(patient: "Patient", now: datetime) -> list[WorkRow]:
    return [
        WorkRow(action.words, "After a triage of suicide risk", action.role, f"by {clock(action.due_at)}, "
               f"{short_day(action.due_at)}", "late" if action.due_at < now else "due",
               link_to("risk-action", patient.id, action.id))
        for action in risk.open_actions(patient.id)
    ]  # fmt: skip


def _consent(patient: "Patient", known: About, now: datetime) -> list[WorkRow]:
    if known.plan is None or not known.plan.product:
        return []
    standing = consents.standing_of(patient, known.plan.product["id"], now)
    address = link_to("consent", patient.id)
    if standing.truth is Truth.TRUE:
        return [WorkRow("Consent stands", "", "", "", "ok", address)]
    state = "unknown" if standing.truth is Truth.UNKNOWN else "alert"
    return [WorkRow("Consent is missing", " ".join(standing.missing), "", "before the next dose", state, address)]


def _visits(found: "list[Booked]", now: datetime) -> list[WorkRow]:
    today = timezone.localdate(now)
    late = [v for v in found if v.status == "planned" and v.planned_on < today]
    ahead = [v for v in found if v.status == "planned" and v.planned_on >= today][:COMING]
    rows = [WorkRow(v.title, f"Was planned for {visit_day(v.planned_at)}. Say what became of it.", "", "", "late")
            for v in late]  # fmt: skip
    for visit in ahead:
        soon = visit.planned_on == today
        when = f"{visit_day(visit.planned_at)}, {clock(visit.planned_at)}"
        rows.append(WorkRow(visit.title, when, "", "today" if soon else "", "due" if soon else ""))
    return rows


def _missing(found: tuple[Measure, ...]) -> list[WorkRow]:
    return [
        WorkRow(f"{measure.rules.measure} is missing", f"Sent {short_day(measure.measured.missing[-1].due_at)}, "
               "not answered in time.", "", "", "unknown")
        for measure in found
        if measure.measured.missing
    ]  # fmt: skip


def due_rows(
    patient: "Patient", known: About, booked: "list[Booked]", measures: tuple[Measure, ...], now: datetime
) -> tuple[WorkRow, ...]:
    """Every row, the gravest first. Consent is asked about where the plan has a product."""
    rows = [
        *_alerts(known),
        *_risk_actions(patient, now),
        *_consent(patient, known, now),
        *_visits(booked, now),
        *_missing(measures),
    ]
    return gravest_first(rows)


def gravest_first(rows: Iterable[WorkRow]) -> tuple[WorkRow, ...]:
    """Rows in the order in which somebody should look at them."""
    order = ("alert", "late", "unknown", "due", "", "ok")
    return tuple(sorted(rows, key=lambda row: order.index(row.state)))
