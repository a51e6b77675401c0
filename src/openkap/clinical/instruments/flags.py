"""Flags: the answers that a person must see, evaluated on whatever has been answered so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.rules import FlagLevel, FlagRule, Number
from openkap.clinical.signals import SafetySignal

Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the score has come: the score itself, or the least that it must become. None: not known."""

    score: Number | None
    least: Number | None


def raised(
    instrument: Instrument, answers: Answers, missing: tuple[str, ...], reached: Reached, *, closed: bool
) -> tuple[SafetySignal, ...]:
    """Every signal that these answers give rise to.

    ``missing`` are the questions that were put and not answered. When the person is done with the form (``closed``),
    an item that must be seen and was left blank while all others were answered is *unknown*, and that is a signal too.
    """
    blank = frozenset(missing) if closed else frozenset()
    return tuple(signal for rule in instrument.flags for signal in _signals(instrument, rule, answers, blank, reached))


def _signals(
    instrument: Instrument, rule: FlagRule, answers: Answers, missing: frozenset[str], reached: Reached
) -> Iterator[SafetySignal]:
    found = _highest(rule, answers) if rule.items else _of_score(rule, reached)
    if found is not None:
        item, level = found
        because = f"{instrument.title} {_told(instrument, item, answers)} ({level.words}): {rule.display}"
        yield SafetySignal(rule.id, level.urgency, level.answer_within, because, str(instrument.pin))
    elif rule.if_blank and missing and missing <= set(rule.items):
        blank = ", ".join(i for i in rule.items if i in missing)
        because = f"{instrument.title} item {blank} was left blank while the rest was answered: unknown, not zero"
        yield SafetySignal(
            f"{rule.id}-unknown", rule.if_blank.urgency, rule.if_blank.answer_within, because, str(instrument.pin)
        )


def _told(instrument: Instrument, item: str, answers: Answers) -> str:
    if not item:
        return "score"
    value, label = answers[item], instrument.item(item).label(answers[item])
    return f"item {item} = {value}" + (f", {label}" if label != str(value) else "")


def _highest(rule: FlagRule, answers: Answers) -> tuple[str, FlagLevel] | None:
    given = [item for item in rule.items if item in answers]
    holding = [(item, level) for item in given for level in rule.levels if level.holds(answers[item])]
    return max(holding, key=lambda found: found[1].urgency.rank, default=None)


def _of_score(rule: FlagRule, reached: Reached) -> tuple[str, FlagLevel] | None:
    holding = []
    for level in rule.levels:
        value = reached.score if level.downward or reached.score is not None else reached.least
        if value is not None and level.holds(value):
            holding.append(("", level))
    return max(holding, key=lambda found: found[1].urgency.rank, default=None)
