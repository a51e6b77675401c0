"""The ledger of treatment trials: entering, correcting, calling it complete, and what each definition says of it.

Imported medicines propose lines; a clinician enters them. When the label's definition is met, or surely not met, the
number of trials is written down as a fact of the person, by which the criterion on trials is judged. While something
that matters is unknown the ledger's own number is taken back, so that nothing rests on it.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from openkap.clinical.facts import Fact
from openkap.clinical.values import Truth
from openkap.content.rulebook import vocabulary
from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients import selectors as patients
from openkap.records.patients import services as facts
from openkap.records.treatment.courses import patient_here
from openkap.records.treatment.ledger import COMPLETE, findings
from openkap.records.treatment.models import TreatmentTrial
from openkap.records.treatment.trial_models import MedicineClass, Said, TrialOutcome

COUNT = "adequate-antidepressant-trials"
SOURCE = "treatment-trial ledger"
CHOSEN = {
    "medicine_class": {"", *MedicineClass.values},
    "adequate_dose": set(Said.values),
    "taken_as_prescribed": set(Said.values),
    "outcome": set(TrialOutcome.values),
    "in_current_episode": set(Said.values),
}


@dataclass(frozen=True, slots=True)
class TrialText:
    """A line of the ledger as it is entered. What is left out is not known."""

    medicine: str
    medicine_class: str = ""
    augments: bool = False
    highest_dose: str = ""
    adequate_dose: str = "unknown"
    started_on: date | None = None
    ended_on: date | None = None
    weeks: Decimal | None = None
    taken_as_prescribed: str = "unknown"
    outcome: str = "unknown"
    improvement_percent: Decimal | None = None
    in_current_episode: str = "unknown"
    stop_reason: str = ""
    source: str = ""


@service
def enter_trial(*, by: Actor, patient_id: UUID, trial: TrialText, now: datetime) -> TreatmentTrial:
    """Add a line to the ledger."""
    _may_write(by, patient_id)
    row = _row(by, patient_id, trial, now)
    row.save(force_insert=True)
    _conclude(by, patient_id, now)
    return row


@service
def correct_trial(
    *, by: Actor, patient_id: UUID, trial_id: UUID, reason: str, now: datetime, instead: TrialText | None = None
) -> TreatmentTrial:
    """Replace a line, or take it back when ``instead`` is None. The old line stays, and the new one says why."""
    _may_write(by, patient_id)
    old = TreatmentTrial.objects.filter(id=trial_id, patient_id=patient_id, corrected_by__isnull=True).first()
    if old is None or old.taken_back:
        raise RefusedError("This line was corrected already. Look at the ledger again.")
    words = " ".join(reason.split())
    if not words:
        raise RefusedError("A correction needs a reason. Say what was wrong.")
    row = _row(by, patient_id, instead or TrialText(old.medicine, source="taken back"), now)
    row.corrects, row.correction_reason, row.taken_back = old, words[:400], instead is None
    row.save(force_insert=True)
    _conclude(by, patient_id, now)
    return row


@service
def call_complete(*, by: Actor, patient_id: UUID, now: datetime) -> None:
    """Say, by name, that the ledger holds every earlier treatment. It stands until a line comes in or it ages."""
    _may_write(by, patient_id)
    display = vocabulary().definitions[COMPLETE].display
    said = Fact(COMPLETE, value=True, at=now, source=SOURCE, display=display, asserted_by=by.label)
    facts.record_fact(by=by, patient_id=patient_id, fact=said, now=now)
    _conclude(by, patient_id, now)


def _may_write(by: Actor, patient_id: UUID) -> None:
    require_role(by, *facts.CLINICIANS, doing="write in the treatment-trial ledger")
    patient_here(by, patient_id)


def _row(by: Actor, patient_id: UUID, trial: TrialText, now: datetime) -> TreatmentTrial:
    if not trial.medicine.strip():
        raise RefusedError("Name the medicine or treatment.")
    if trial.started_on and trial.ended_on and trial.ended_on < trial.started_on:
        raise RefusedError("It ended before it began. Check the two dates.")
    if trial.started_on and trial.started_on > now.astimezone(zone_of(by.site)).date():
        raise RefusedError("It begins in the future. The ledger holds what was tried.")
    if trial.improvement_percent is not None and not 0 <= trial.improvement_percent <= 100:
        raise RefusedError("The improvement is between 0 and 100 percent. Leave it empty when nobody measured.")
    given = {f.name: getattr(trial, f.name) for f in fields(trial)}
    given["medicine"] = " ".join(trial.medicine.split())[:120]
    given["source"] = " ".join(trial.source.split())[:200] or "told here"
    row = TreatmentTrial(patient_id=patient_id, recorded_at=now, recorded_by_id=by.id, recorded_by_label=by.label[:120],
                         **given)  # fmt: skip
    for name, choices in CHOSEN.items():
        if getattr(row, name) not in choices:
            raise RefusedError(f"{getattr(row, name)!r} is not one of the answers. Choose from the list.")
    return row


def _conclude(by: Actor, patient_id: UUID, now: datetime) -> None:
    """Write the number of trials down where the label's definition is decided, else take the ledger's own back."""
    jurisdiction = patient_here(by, patient_id).site.jurisdiction
    label = next((f for f in findings(patient_id, jurisdiction, now) if f.definition.kind == "label"), None)
    counted = None
    if label is not None and label.met is not Truth.UNKNOWN:
        counted = Decimal(label.least if label.met is Truth.TRUE else label.most)
    standing = [r for r in patients.fact_rows(patient_id, now).filter(code=COUNT) if r.source.startswith(SOURCE)]
    reason = "The treatment-trial ledger changed."
    for row in standing:
        facts.correct_fact(by=by, patient_id=patient_id, fact_id=row.id, reason=reason, now=now)
    if counted is not None and label is not None:
        display, source = vocabulary().definitions[COUNT].display, f"{SOURCE}, {label.definition.pin}"
        said = Fact(COUNT, counted, now, source, unit="{count}", display=display, asserted_by=by.label)
        facts.record_fact(by=by, patient_id=patient_id, fact=said, now=now)
