"""From answers to an assessment: a complete score, or *incomplete*, which is a type and never a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openkap.clinical.instruments import flags
from openkap.clinical.instruments.definition import Instrument, Item
from openkap.clinical.instruments.earlier import NOTHING_KNOWN, Past
from openkap.clinical.instruments.methods import ADDING, SCORE_METHODS, SUBSCORE_METHODS, THOUSANDTH, Part, Points
from openkap.clinical.instruments.rules import Number
from openkap.clinical.signals import SafetySignal
from openkap.clinical.values import Truth

Answers = Mapping[str, int]


class AnswerError(ValueError):
    """An answer that this instrument does not have. The message says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Complete:
    """A score, its band (None where the instrument has none), and its parts.

    A part is None where it would rest on imputed answers, or where the answers have no such part.
    """

    score: Number
    band: str | None
    subscores: Mapping[str, Part]
    prorated: bool = False


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Too few answers for a score: these items are missing."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a set of answers says: its outcome, the signals it raises, and why."""

    outcome: Complete | Incomplete
    flags: tuple[SafetySignal, ...]
    because: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether there is a score."""
        return isinstance(self.outcome, Complete)


def validated(instrument: Instrument, answers: Mapping[str, object]) -> dict[str, int]:
    """The answered items, each checked against its own options; a blank (None) is left out. Raises AnswerError."""
    given: dict[str, int] = {}
    for id_, value in answers.items():
        values = instrument.values.get(id_)
        if values is None:
            known = ", ".join(i.id for i in instrument.items)
            raise AnswerError(f"{instrument.title} has no item {id_!r}. Its items are {known}.")
        if value is None:
            continue
        if type(value) is not int or value not in values:
            allowed = ", ".join(map(str, sorted(values)))
            raise AnswerError(f"{value!r} is not an answer to {instrument.title} item {id_}. Give one of {allowed}.")
        given[id_] = value
    return given


def is_put(instrument: Instrument, item: Item, answers: Answers) -> Truth:
    """Whether a question is put, given the answers so far; unknown while what it hangs on is unanswered.

    An answer to a question that is itself not put says nothing.
    """
    rule = item.asked_when
    if rule is None:
        return Truth.TRUE
    settled = True
    for id_ in rule.any_of:
        if is_put(instrument, instrument.item(id_), answers) is Truth.FALSE:
            continue
        if id_ not in answers:
            settled = False
        elif answers[id_] >= rule.at_least:
            return Truth.TRUE
    return Truth.FALSE if settled else Truth.UNKNOWN


def missing_items(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Questions that were put, must be answered, and were not. Of items that stand for one another, one is enough."""
    return tuple(i.id for i in instrument.items if i.id not in answers and _needed(instrument, i, answers))


def _needed(instrument: Instrument, item: Item, answers: Answers) -> bool:
    if is_put(instrument, item, answers) is not Truth.TRUE:
        return False
    group = instrument.group_of.get(item.id)
    return not any(i in answers for i in group) if group else not item.optional


def assess(
    instrument: Instrument, answers: Mapping[str, object], *, closed: bool = True, past: Past = NOTHING_KNOWN
) -> Assessment:
    """Judge the answers given so far.

    ``closed`` says that the person is done with the form, which makes a blank safety item a signal of its own; while
    they are still answering, pass False. ``past`` is what is known from earlier forms; unknown never silences a flag.
    Raises AnswerError on an answer that the instrument does not have.
    """
    given = validated(instrument, answers)
    missing = missing_items(instrument, given)
    points = _points(instrument, given)
    outcome = _outcome(instrument, points, missing)
    exactly = outcome.score if isinstance(outcome, Complete) and (closed or not missing) else None
    reached = flags.Reached(exactly, _least(instrument, points, missing))
    signals = flags.raised(instrument, given, missing, reached, past, closed=closed)
    unknown = flags.unknown_rises(instrument, given, reached, past) if past.at else ()
    because = (*_reasons(instrument, outcome), *(_flag_reason(s) for s in signals), *unknown)
    return Assessment(outcome, signals, because)


def _points(instrument: Instrument, given: Answers) -> Points:
    """What each answer counts: most often its own value.

    An answer to a question that is not put counts nothing; in a screen for danger a *yes* counts wherever it stands.
    """
    unput = {i.id for i in instrument.conditional if i.id in given and is_put(instrument, i, given) is Truth.FALSE}
    if not instrument.recoded and (not unput or instrument.score.method == "highest-level"):
        return given
    skipped = set() if instrument.score.method == "highest-level" else unput
    recoded = instrument.recoded
    return {i: recoded[i][v] if i in recoded else v for i, v in given.items() if i not in skipped}


def _least(instrument: Instrument, points: Points, missing: tuple[str, ...]) -> Number | None:
    """What the score is at the least, whatever is still answered; None where the method does not only add."""
    rule = instrument.score
    if rule.method not in ADDING or all(flag.items for flag in instrument.flags):
        return None  # nobody asks
    lowest = {i: min(o.worth for o in instrument.item(i).options) for i in missing if i in rule.of}
    return SCORE_METHODS[rule.method](rule, {**lowest, **points})


def _outcome(instrument: Instrument, points: Points, missing: tuple[str, ...]) -> Complete | Incomplete:
    rule = instrument.score
    never_imputed = {i for flag in instrument.flags if not flag.of_days for i in flag.items}
    blank = len({instrument.group_of.get(i, (i,)) for i in missing})
    unscored = any(i not in rule.of for i in missing)
    if missing and (unscored or blank > rule.missing.allow or never_imputed.intersection(missing)):
        return Incomplete(missing)
    score = SCORE_METHODS[rule.method](rule, points)
    if score is None:
        return Incomplete(missing or rule.of)
    if missing and rule.method in ADDING:
        units = len(rule.units)
        score = (Decimal(score) * units / (units - blank)).quantize(THOUSANDTH)
    band = next((b.name for b in reversed(instrument.bands) if score >= b.low), None)
    subscores = {s.id: None if missing else SUBSCORE_METHODS[s.method](s, points) for s in instrument.subscores}
    return Complete(score, band, subscores, prorated=bool(missing))


def _reasons(instrument: Instrument, outcome: Complete | Incomplete) -> tuple[str, ...]:
    rule = instrument.score
    if isinstance(outcome, Incomplete):
        names = ", ".join(outcome.missing)
        return (f"{len(outcome.missing)} of the questions put have no answer ({names}), so there is no score.",)
    how = f"{rule.method} of {rule.of[0]} to {rule.of[-1]}, {rule.low} to {rule.high}"
    way = "prorated" if rule.method in ADDING else "worked out from the answered items"
    prorated = (f"{way}, as {rule.missing.allow} blank items are allowed",) if outcome.prorated else ()
    band = (f"band {outcome.band}",) if outcome.band else ()
    return (f"score {outcome.score}: {how}", *prorated, *band)


def _flag_reason(signal: SafetySignal) -> str:
    return f"{signal.id}, {signal.urgency}: {signal.because}"
