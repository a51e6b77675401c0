"""Flags: the answers that a person must see, evaluated on whatever has been answered so far, and on what was before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from openkap.clinical.instruments import earlier
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.earlier import Before, Past
from openkap.clinical.instruments.rules import BlankRule, FlagLevel, FlagRule, Number, RiseRule
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.clinical.values import plain

Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the score has come: the score itself, or the least that it must become. None: not known."""

    score: Number | None
    least: Number | None

    def seen(self, *, downward: bool) -> Number | None:
        """The value that a rule may look at: a score that can still grow says nothing about being low."""
        return self.score if downward or self.score is not None else self.least


@dataclass(frozen=True, slots=True)
class _Found:
    """One level of a flag that holds, or a comparison: at which item (empty: the score), how urgent, in which words.

    A comparison that was made is told even where a level is more urgent.
    """

    item: str
    urgency: Urgency
    answer_within: timedelta
    words: str
    compared: bool


def raised(
    instrument: Instrument, answers: Answers, missing: tuple[str, ...], reached: Reached, past: Past, *, closed: bool
) -> tuple[SafetySignal, ...]:
    """Every signal that these answers give rise to.

    ``missing`` are the questions that were put and not answered. When the person is done with the form (``closed``),
    an item that must be seen and was left blank while all others were answered is *unknown*, and that is a signal too.
    """
    blank = frozenset(missing) if closed else frozenset()
    return tuple(
        signal for rule in instrument.flags for signal in _signals(instrument, rule, answers, blank, reached, past)
    )


def unknown_rises(instrument: Instrument, answers: Answers, reached: Reached, past: Past) -> Iterator[str]:
    """Comparisons that could not be made and call nobody, in sentences: whether it got worse is unknown, not *no*."""
    for flag in instrument.flags:
        for rule in flag.rises:
            value = reached.seen(downward=rule.downward)
            uncalled = rule.if_unknown is None and not flag.items and value is not None
            if uncalled and earlier.score_before(instrument, rule, past, answers) is None:
                yield f"whether the score is {rule.words} is unknown: there is no earlier score to compare with"


def could_be_rise(instrument: Instrument, rule: RiseRule, item: str, value: Number) -> bool:
    """Whether there is an earlier value of this item (empty: the score) from which this one would be worse enough."""
    if item:
        values = instrument.values[item]
        return rule.change(max(values) if rule.downward else min(values), value) >= rule.by
    best = instrument.score.high if rule.downward else instrument.score.low
    return rule.change(best, value) >= rule.by


def _signals(
    instrument: Instrument, rule: FlagRule, answers: Answers, missing: frozenset[str], reached: Reached, past: Past
) -> Iterator[SafetySignal]:
    found = [*_levels(rule, answers, missing, reached), *_rises(instrument, rule, answers, reached, past)]
    top = max(found, key=lambda f: f.urgency.rank, default=None)
    if top is not None:
        more = [f.words if f.item == top.item else f"item {f.item}: {f.words}" for f in found if f.compared]
        words = "; ".join(more if top.compared else [top.words, *more])
        because = f"{instrument.title} {_told(instrument, top.item, answers)} ({words}): {rule.display}"
        yield SafetySignal(rule.id, top.urgency, top.answer_within, because, str(instrument.pin))
    means = rule.if_blank
    lower = means is not None and (top is None or top.urgency.rank < means.urgency.rank)
    if means is not None and lower and missing and missing <= set(rule.items):
        yield _blank(instrument, rule, means, missing)


def _blank(instrument: Instrument, rule: FlagRule, means: BlankRule, missing: frozenset[str]) -> SafetySignal:
    blank = ", ".join(i for i in rule.items if i in missing)
    because = f"{instrument.title} item {blank} was left blank while the rest was answered: unknown, not zero"
    return SafetySignal(f"{rule.id}-unknown", means.urgency, means.answer_within, because, str(instrument.pin))


def _told(instrument: Instrument, item: str, answers: Answers) -> str:
    if not item:
        return "score"
    value, label = answers[item], instrument.item(item).label(answers[item])
    return f"item {item} = {value}" + (f", {label}" if label != str(value) else "")


def _levels(rule: FlagRule, answers: Answers, missing: frozenset[str], reached: Reached) -> Iterator[_Found]:
    for place, item in enumerate(rule.items or ("",), 1):
        for level in rule.levels:
            value = answers.get(item) if item else reached.seen(downward=level.downward)
            before = rule.items[place : place + level.after_zeros]
            zeros = sum(i in missing or answers.get(i) == 0 for i in before)
            if value is not None and level.holds(value) and zeros == level.after_zeros:
                yield _level(item, level)


def _level(item: str, level: FlagLevel) -> _Found:
    return _Found(item, level.urgency, level.answer_within, level.words, compared=False)


def _rises(instrument: Instrument, flag: FlagRule, answers: Answers, reached: Reached, past: Past) -> Iterator[_Found]:
    for rule in flag.rises:
        if not earlier.counts(rule, past):
            continue
        for item in flag.items or ("",):
            value = answers.get(item) if item else reached.seen(downward=rule.downward)
            if value is None:
                continue
            before = (
                earlier.answer_before(rule, past, item) if item
                else earlier.score_before(instrument, rule, past, answers)
            )  # fmt: skip
            found = _rise(rule, item, value, before) if before else _perhaps(instrument, rule, item, value)
            if found is not None:
                yield found


def _rise(rule: RiseRule, item: str, value: Number, before: Before) -> _Found | None:
    points = rule.change(before.value, value)
    if points < rule.by:
        return None
    way = "less" if rule.downward else "more"
    words = f"{plain(points)} {way} than the {plain(before.value)} of {before.at:%Y-%m-%d}"
    return _Found(item, rule.urgency, rule.answer_within, words, compared=True)


def _perhaps(instrument: Instrument, rule: RiseRule, item: str, value: Number) -> _Found | None:
    means = rule.if_unknown
    if means is None or not could_be_rise(instrument, rule, item, value):
        return None
    words = f"it may be {rule.words}, which is not known"
    return _Found(item, means.urgency, means.answer_within, words, compared=False)
