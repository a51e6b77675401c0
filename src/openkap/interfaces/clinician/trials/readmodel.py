"""What the page of the ledger shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openkap.clinical.eligibility.trials import ResistanceFinding
from openkap.clinical.sources import Verification, strongest
from openkap.clinical.values import Truth
from openkap.interfaces.components.wording import day

if TYPE_CHECKING:
    from openkap.records.treatment.models import TreatmentTrial

MET = {Truth.TRUE: ("ok", "Met"), Truth.FALSE: ("off", "Not met"), Truth.UNKNOWN: ("unknown", "Unknown")}
COUNTS = {Truth.TRUE: ("ok", "Counts"), Truth.FALSE: ("off", "Does not count"), Truth.UNKNOWN: ("unknown", "Unknown")}


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One line of the ledger in words."""

    row: "TreatmentTrial"
    when: str
    how: str
    result: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One trial under one definition: state, word, and why."""

    medicine: str
    state: str
    word: str
    because: str


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """One definition: met or not, why, each trial under it, and what no ledger can answer."""

    title: str
    summary: str
    state: str
    word: str
    because: str
    also: tuple[str, ...]
    reasons: tuple[Reason, ...]
    pin: str
    verification: Verification


def trial_line(row: "TreatmentTrial") -> TrialLine:
    """A line as it is read; what is not known says so."""
    ends = [day(row.started_on) if row.started_on else "?", day(row.ended_on) if row.ended_on else "?"]
    when = " to ".join(ends) if row.started_on or row.ended_on else "Dates not known"
    if row.weeks is not None:
        when += f", {row.weeks.normalize():f} weeks"
    dose = row.highest_dose or "dose not known"
    adequate = {"yes": "adequate", "no": "not adequate"}.get(row.adequate_dose, "adequacy not known")
    taken = {"yes": "taken as prescribed", "no": "not taken as prescribed"}.get(
        row.taken_as_prescribed, "adherence not known"
    )
    result = str(row.get_outcome_display())
    if row.improvement_percent is not None:
        result = f"Improved by {row.improvement_percent:f} %"
    if row.stop_reason:
        result += f". Stopped: {row.stop_reason}"
    return TrialLine(row, when, f"{dose}, {adequate}; {taken}", result)


def definition_view(found: ResistanceFinding) -> DefinitionView:
    """A finding as the page shows it."""
    state, word = MET[found.met]
    reasons = tuple(Reason(t.trial.medicine, *COUNTS[t.counts], " ".join(t.because)) for t in found.trials)
    definition = found.definition
    return DefinitionView(
        definition.title, definition.summary, state, word, " ".join(found.because), definition.also, reasons,
        str(definition.pin), strongest(definition.trials.basis),
    )  # fmt: skip
