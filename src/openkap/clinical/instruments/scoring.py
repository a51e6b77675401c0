"""From answers to an assessment: a complete score, or *incomplete*, which is a type and never a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openkap.clinical.instruments import flags
from openkap.clinical.instruments.definition import AskedWhen, Instrument, Item
from openkap.clinical.instruments.methods import SCORE_METHODS, SUBSCORE_METHODS
from openkap.clinical.signals import SafetySignal
from openkap.clinical.values import Truth

Answers = Mapping[str, int]


class AnswerError(ValueError):
    """An answer that this instrument does not have. The message says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Complete:
    """A score in points, its band, and its parts. A part is None where it would rest on imputed answers."""

    score: int | Decimal
    band: str
    subscores: Mapping[str, int | bool | None]
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


def asked(rule: AskedWhen | None, answers: Answers) -> Truth:
    """Whether a question is put, given the answers so far; unknown while what it hangs on is unanswered."""
    if rule is None or any(answers.get(i, rule.at_least - 1) >= rule.at_least for i in rule.any_of):
        return Truth.TRUE
    return Truth.FALSE if all(i in answers for i in rule.any_of) else Truth.UNKNOWN


def missing_items(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Questions that were put, must be answered, and were not."""
    return tuple(i.id for i in instrument.items if i.id not in answers and _needed(i, answers))


def _needed(item: Item, answers: Answers) -> bool:
    return not item.optional and asked(item.asked_when, answers) is Truth.TRUE


def assess(instrument: Instrument, answers: Mapping[str, object], *, closed: bool = True) -> Assessment:
    """Judge the answers given so far.

    ``closed`` says that the person is done with the form, which makes a blank safety item a signal of its own; while
    they are still answering, pass False. Raises AnswerError on an answer that the instrument does not have.
    """
    given = validated(instrument, answers)
    missing = missing_items(instrument, given)
    signals = flags.raised(instrument, given, missing, closed=closed)
    outcome = _outcome(instrument, given, missing)
    return Assessment(outcome, signals, (*_reasons(instrument, outcome), *(_flag_reason(s) for s in signals)))


def _outcome(instrument: Instrument, given: Answers, missing: tuple[str, ...]) -> Complete | Incomplete:
    rule = instrument.score
    never_imputed = {i for flag in instrument.flags for i in flag.items}
    if missing and (len(missing) > rule.missing.allow or never_imputed.intersection(missing)):
        return Incomplete(missing)
    score: int | Decimal = SCORE_METHODS[rule.method](rule, given)
    if missing:
        score = (Decimal(score) * len(rule.of) / (len(rule.of) - len(missing))).quantize(Decimal("0.001"))
    band = next(b.name for b in reversed(instrument.bands) if score >= b.low)
    subscores = {s.id: None if missing else SUBSCORE_METHODS[s.method](s, given) for s in instrument.subscores}
    return Complete(score, band, subscores, prorated=bool(missing))


def _reasons(instrument: Instrument, outcome: Complete | Incomplete) -> tuple[str, ...]:
    rule = instrument.score
    if isinstance(outcome, Incomplete):
        names = ", ".join(outcome.missing)
        return (f"{len(outcome.missing)} of the questions put have no answer ({names}), so there is no score.",)
    how = f"{rule.method} of {rule.of[0]} to {rule.of[-1]}, {rule.low} to {rule.high}"
    prorated = (f"prorated, as {rule.missing.allow} blank items are allowed",) if outcome.prorated else ()
    return (f"score {outcome.score}: {how}", *prorated, f"band {outcome.band}")


def _flag_reason(signal: SafetySignal) -> str:
    return f"{signal.id}, {signal.urgency}: {signal.because}"
