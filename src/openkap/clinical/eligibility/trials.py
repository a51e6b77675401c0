"""Treatment trials and the definitions of treatment resistance: which trials count, why, and what is still unknown.

A definition is a rule set of content. Each demand of it (dose, weeks, adherence, result, episode) is judged true,
false or unknown for each trial; a trial counts when all of them are true. Definitions differ, and none is preferred.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Truth, all_of, any_of

DAYS_A_WEEK = 7
SAID = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "not known"}


class Outcome(StrEnum):
    """What a treatment did, in the words of the ledger."""

    NONE = "none"
    PARTIAL = "partial"  # better, and by less than half
    RESPONSE = "response"  # better by half or more
    UNKNOWN = "unknown"


class Different(StrEnum):
    """What makes two trials count as two."""

    MEDICINE = "medicine"
    CLASS = "class"


OTHER_CLASS = "other"  # two medicines of this class may or may not be of one class


@dataclass(frozen=True, slots=True)
class Trial:
    """One treatment as a clinician entered it. ``weeks`` and ``improvement_percent`` are None where nobody knows."""

    medicine: str
    medicine_class: str = ""  # ssri, snri, tricyclic, maoi, other; empty: not known
    adequate_dose: Truth = Truth.UNKNOWN
    weeks: Decimal | None = None
    taken_as_prescribed: Truth = Truth.UNKNOWN
    outcome: Outcome = Outcome.UNKNOWN
    improvement_percent: Decimal | None = None
    in_current_episode: Truth = Truth.UNKNOWN
    augments: bool = False  # added to another treatment, so not a trial of its own
    id: str = ""


def weeks_between(started_on: date | None, ended_on: date | None) -> Decimal | None:
    """Whole and half weeks of a treatment; None while one end is not known."""
    if started_on is None or ended_on is None or ended_on < started_on:
        return None
    return (Decimal((ended_on - started_on).days) / DAYS_A_WEEK * 2).to_integral_value() / 2


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of a definition, with its limit where it has one, and on what basis."""

    basis: tuple[Basis, ...]
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SeverityLimit:
    """A score from which on a definition calls an episode severe enough."""

    measure: str  # id of an instrument
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of treatment resistance. What is None is not demanded."""

    pin: Pin
    title: str
    summary: str
    kind: str  # label or payer
    jurisdictions: frozenset[str]
    trials: Demand
    different: Different
    dose: Demand | None
    weeks: Demand | None
    adherence: Demand | None
    improvement_below: Demand | None  # counts when the improvement is below the limit, in percent
    improvement_at_most: Demand | None  # counts when it is the limit or less
    current_episode: Demand | None
    augmentations: Demand | None
    severity: tuple[SeverityLimit, ...]
    severity_within: timedelta | None  # an older score is not judged by
    severity_basis: tuple[Basis, ...]
    also: tuple[str, ...]  # demands that no ledger can answer; shown, never judged


@dataclass(frozen=True, slots=True)
class TrialFinding:
    """Whether one trial counts, and why not or what is missing."""

    trial: Trial
    counts: Truth
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResistanceFinding:
    """Whether a definition is met. At least ``least`` trials count, and at most ``most``."""

    definition: Definition
    met: Truth
    least: int
    most: int
    trials: tuple[TrialFinding, ...]
    because: tuple[str, ...]


def judge_trial(trial: Trial, definition: Definition) -> TrialFinding:
    """Judge one trial against each demand of a definition."""
    parts = tuple(_parts(trial, definition))
    counts = all_of(tuple(truth for truth, _ in parts))
    wanted = Truth.UNKNOWN if counts is Truth.UNKNOWN else Truth.FALSE
    reasons = tuple(words for truth, words in parts if truth is wanted)
    return TrialFinding(trial, counts, reasons)


def _parts(trial: Trial, definition: Definition) -> list[tuple[Truth, str]]:
    found: list[tuple[Truth, str]] = []
    if definition.dose:
        found.append((trial.adequate_dose, f"Adequate dose: {SAID[trial.adequate_dose]}."))
    if definition.weeks:
        found.append(_long_enough(trial, definition.weeks.limit or Decimal()))
    if definition.adherence:
        taken = trial.taken_as_prescribed
        found.append((taken, f"Taken as prescribed: {SAID[taken]}."))
    if definition.improvement_below or definition.improvement_at_most:
        found.append(_failed(trial, definition))
    if definition.current_episode:
        current = trial.in_current_episode
        found.append((current, f"In this episode: {SAID[current]}."))
    return found


def _long_enough(trial: Trial, limit: Decimal) -> tuple[Truth, str]:
    if trial.weeks is None:
        return Truth.UNKNOWN, f"How many weeks is not known; it takes {limit:f}."
    return (Truth.TRUE if trial.weeks >= limit else Truth.FALSE), f"{trial.weeks:f} weeks; it takes {limit:f}."


def _failed(trial: Trial, definition: Definition) -> tuple[Truth, str]:
    """Whether it did not help enough. A measured percentage decides; words decide only where they leave no doubt."""
    below, most = definition.improvement_below, definition.improvement_at_most
    limit = (below or most or Demand(())).limit or Decimal()
    percent = trial.improvement_percent
    if percent is not None:
        short = percent < limit if below else percent <= limit
        return (Truth.TRUE if short else Truth.FALSE), f"Improved by {percent:f} %."
    if trial.outcome is Outcome.NONE:
        return Truth.TRUE, "It did not help."
    if trial.outcome is Outcome.RESPONSE:
        return Truth.FALSE, "It helped by half or more."
    if trial.outcome is Outcome.PARTIAL and below:
        return Truth.TRUE, "It helped by less than half."
    return Truth.UNKNOWN, "How much it helped is not known."


def _distinct(trials: list[Trial], different: Different, *, most: bool) -> int:
    """How many trials count as different ones: at least, or at most while classes are in doubt."""
    medicines = {t.medicine.lower(): t.medicine_class for t in trials}
    if different is Different.MEDICINE:
        return len(medicines)
    named = {c for c in medicines.values() if c and c != OTHER_CLASS}
    doubtful = [c for c in medicines.values() if not c or c == OTHER_CLASS]
    if most:
        return len(named) + len(doubtful)
    certain = 1 if OTHER_CLASS in doubtful else 0
    return len(named) + (certain or (1 if doubtful and not named else 0))


def _counting(found: tuple[TrialFinding, ...], different: Different, *, most: bool) -> int:
    wanted = {Truth.TRUE, Truth.UNKNOWN} if most else {Truth.TRUE}
    return _distinct([f.trial for f in found if f.counts in wanted], different, most=most)


def _enough(least: int, most: int, wanted: int, *, complete: bool) -> Truth:
    """Enough as soon as the certain ones are; not enough only on a list that somebody called complete."""
    if least >= wanted:
        return Truth.TRUE
    return Truth.FALSE if most < wanted and complete else Truth.UNKNOWN


def _severe(definition: Definition, scores: Mapping[str, Decimal]) -> Truth:
    if not definition.severity:
        return Truth.TRUE
    known = [(scores[s.measure], s.at_least) for s in definition.severity if s.measure in scores]
    if any(score >= limit for score, limit in known):
        return Truth.TRUE
    return any_of(tuple(Truth.FALSE if s.measure in scores else Truth.UNKNOWN for s in definition.severity))


def assess_resistance(
    trials: tuple[Trial, ...], definition: Definition, *, complete: bool, scores: Mapping[str, Decimal] | None = None
) -> ResistanceFinding:
    """Whether the definition is met by these trials.

    ``complete``: a named person went through the list and it is all. ``scores``: the newest total of each instrument
    that may still be judged by, by instrument id.
    """
    found = tuple(judge_trial(t, definition) for t in trials if not t.augments)
    added = tuple(judge_trial(t, definition) for t in trials if t.augments)
    least = _counting(found, definition.different, most=False)
    most = _counting(found, definition.different, most=True)
    wanted = int(definition.trials.limit or 0)
    parts = [_enough(least, most, wanted, complete=complete)]
    because = [f"{least} of {wanted} trials count{f', perhaps {most}' if most > least else ''}."]
    if definition.augmentations:
        needed = int(definition.augmentations.limit or 0)
        sure, perhaps = (_counting(added, Different.MEDICINE, most=m) for m in (False, True))
        parts.append(_enough(sure, perhaps, needed, complete=complete))
        because.append(f"{sure} of {needed} augmentations count{f', perhaps {perhaps}' if perhaps > sure else ''}.")
    severe = _severe(definition, scores or {})
    if definition.severity:
        parts.append(severe)
        because.append(f"Severe enough by a score: {SAID[severe]}.")
    if not complete and least < wanted:
        because.append("Nobody has said that the list of treatments is complete.")
    return ResistanceFinding(definition, all_of(tuple(parts)), least, most, found + added, tuple(because))
