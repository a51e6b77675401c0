"""What is due around the doses: before the first one, and again for as long as they go on."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from openkap.clinical.protocols.watch import Due, Standing
from openkap.interfaces.components.patient_head import About
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.wording import short_day
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.treatment.watch import due_around_doses

if TYPE_CHECKING:
    from openkap.records.assessments.selectors import SentForm
    from openkap.records.patients.models import Patient
    from openkap.records.scheduling.models import Visit as Booked

SOON_DAYS = 14  # what falls due later than this is not shown yet


def watch_rows(
    patient: "Patient",
    known: About,
    booked: "list[Booked]",
    forms: "Iterable[SentForm]",
    first_dose_at: datetime | None,
    now: datetime,
) -> tuple[WorkRow, ...]:
    """A row for each item that is late or falls due soon; nothing where the plan has no product."""
    if known.plan is None or not known.plan.product:
        return ()
    planned = [v.planned_on for v in booked if v.kind == "dosing" and v.status == "planned"]
    found = due_around_doses(
        patient,
        facts=known.facts,
        product=known.plan.product["id"],
        first_dose_on=timezone.localdate(first_dose_at) if first_dose_at else None,
        planned_dose_on=min(planned, default=None),
        forms=forms,
        now=now,
    )
    rows = [_row(d, patient) for d in found if _is_shown(d, now)]
    return tuple(sorted(rows, key=lambda row: row.state != "late"))


def _is_shown(due: Due, now: datetime) -> bool:
    if due.standing in {Standing.LATE, Standing.DUE}:
        return True
    soon = due.due_on is not None and (due.due_on - timezone.localdate(now)).days <= SOON_DAYS
    return due.standing is Standing.DONE and soon


def _row(due: Due, patient: "Patient") -> WorkRow:
    last = f"Last {short_day(due.last_on)}." if due.last_on else "Never recorded here."
    doubt = " Whether it applies is not known." if due.uncertain else ""
    by = f"by {short_day(due.due_on)}" if due.due_on else "before the first dose"
    state = "late" if due.standing is Standing.LATE else "due"
    return WorkRow(due.item.title, f"{last}{doubt} {due.item.why}", "", by, state, link_to("review", patient.id))
