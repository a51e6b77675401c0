"""Reading the ledger of treatment trials: its lines, what each definition says of them, and what a record proposes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.eligibility.medicines import MEDICINE, recognise
from openkap.clinical.eligibility.standing import is_fresh
from openkap.clinical.eligibility.trials import (
    Definition,
    Outcome,
    ResistanceFinding,
    Trial,
    assess_resistance,
    weeks_between,
)
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.content.rulebook import formulary, vocabulary
from openkap.records.assessments import selectors as assessments
from openkap.records.patients import selectors as patients
from openkap.records.treatment.models import TreatmentTrial

COMPLETE = "treatment-trials-complete"
TRUTHS = {"yes": Truth.TRUE, "no": Truth.FALSE, "unknown": Truth.UNKNOWN}
ANTIDEPRESSANTS = {"ssris": "ssri", "maois": "maoi", "other-antidepressants": ""}


def standing_trials(patient_id: UUID) -> list[TreatmentTrial]:
    """The lines that count, in order of their start; undated ones last."""
    return standing_among(lines(patient_id))


def lines(patient_id: UUID) -> list[TreatmentTrial]:
    """Every line ever entered, each with what followed it."""
    return list(TreatmentTrial.objects.filter(patient_id=patient_id).select_related("corrected_by"))


def standing_among(every: list[TreatmentTrial]) -> list[TreatmentTrial]:
    """Of these lines the ones that count."""
    rows = [row for row in every if not row.taken_back and not hasattr(row, "corrected_by")]
    return sorted(rows, key=lambda r: (r.started_on is None, r.started_on or date.min, r.recorded_at))


def trial_of(patient_id: UUID, trial_id: UUID) -> TreatmentTrial | None:
    """One line of this person that still counts."""
    return next((row for row in standing_trials(patient_id) if row.id == trial_id), None)


def history_among(every: list[TreatmentTrial]) -> list[TreatmentTrial]:
    """Lines that were corrected or taken back, newest first, each with what followed it."""
    corrected = [row for row in every if hasattr(row, "corrected_by")]
    return sorted(corrected, key=lambda row: row.corrected_by.recorded_at, reverse=True)


def trial_from(row: TreatmentTrial) -> Trial:
    """A line as the core judges it. Entered weeks count before the dates."""
    return Trial(
        medicine=row.medicine,
        medicine_class=row.medicine_class,
        adequate_dose=TRUTHS[row.adequate_dose],
        weeks=row.weeks if row.weeks is not None else weeks_between(row.started_on, row.ended_on),
        taken_as_prescribed=TRUTHS[row.taken_as_prescribed],
        outcome=Outcome(row.outcome),
        improvement_percent=row.improvement_percent,
        in_current_episode=TRUTHS[row.in_current_episode],
        augments=row.augments,
        id=str(row.id),
    )


def is_complete(patient_id: UUID, rows: list[TreatmentTrial], now: datetime) -> bool:
    """Whether a named person called the ledger complete, and nothing came in since."""
    said = [f for f in patients.facts_of_codes(patient_id, (COMPLETE,), now) if f.asserted_by and f.value is True]
    if not said or not is_fresh(said[-1], vocabulary().definitions[COMPLETE], now):
        return False
    return all(row.recorded_at <= said[-1].at for row in rows)


def definitions(jurisdiction: str) -> tuple[Definition, ...]:
    """The definitions of a place, the label's first."""
    found: list[Definition] = [e.value for e in catalogue.entries("resistance")]
    here = [d for d in found if jurisdiction in d.jurisdictions]
    return tuple(sorted(here, key=lambda d: (d.kind != "label", d.pin.id)))


def findings(patient_id: UUID, jurisdiction: str, now: datetime) -> tuple[ResistanceFinding, ...]:
    """What each definition of this place says of the ledger now."""
    rows = standing_trials(patient_id)
    return findings_among(rows, patient_id, jurisdiction, now, complete=is_complete(patient_id, rows, now))


def findings_among(
    rows: list[TreatmentTrial], patient_id: UUID, jurisdiction: str, now: datetime, *, complete: bool
) -> tuple[ResistanceFinding, ...]:
    """The same for standing lines at hand."""
    trials = tuple(trial_from(r) for r in rows)
    return tuple(
        assess_resistance(trials, d, complete=complete, scores=_scores(patient_id, d, now))
        for d in definitions(jurisdiction)
    )


def _scores(patient_id: UUID, definition: Definition, now: datetime) -> dict[str, Decimal]:
    if not definition.severity or definition.severity_within is None:
        return {}
    fresh = [s for s in assessments.scores(patient_id) if now - s.at <= definition.severity_within]
    return {s.pin.id: s.score for s in fresh if s.score is not None}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A medicine on record that could be a line: what it is called, its class if known, and from when to when."""

    fact_id: str
    medicine: str
    medicine_class: str
    started_on: date
    ended_on: date | None
    source: str


def proposals(patient_id: UUID, every: list[TreatmentTrial], zone: str, now: datetime) -> tuple[Proposal, ...]:
    """Antidepressants on record that the ledger does not hold yet. They are claims; nothing is judged by them."""
    held = {row.medicine.lower() for row in every}
    found: dict[str, Proposal] = {}
    for fact in patients.facts_of_codes(patient_id, (MEDICINE,), now):
        for ingredient in recognise(str(fact.value), formulary())[0]:
            classes = ingredient.classes & ANTIDEPRESSANTS.keys()
            if classes and ingredient.name not in held:
                ended = fact.ended_at.astimezone(ZoneInfo(zone)).date() if fact.ended_at else None
                found[ingredient.name] = Proposal(
                    fact.id, ingredient.name, ANTIDEPRESSANTS[min(classes)],
                    fact.at.astimezone(ZoneInfo(zone)).date(), ended, fact.source,
                )  # fmt: skip
    return tuple(found.values())
