"""Earlier readings of the same instrument: what an answer or a score of today is compared with.

An answer that was never given is unknown, and so is a score that no earlier form gave. A form between that was left
blank takes nothing away: the newest *known* value counts. Scores are compared only where the same questions were put.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.rules import Number, RiseRule, Since


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """One answer to one item of an earlier form."""

    at: datetime
    item: str
    value: int


@dataclass(frozen=True, slots=True)
class EarlierScore:
    """One score of an earlier form, with the answers on which it hung what was put."""

    at: datetime
    value: Number
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DoseInForce:
    """The dose that works in the person: when the first amount of it was given, and when the last."""

    began_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What is known from before the answers that are given at ``at``. Without ``at`` nothing of the past is known."""

    at: datetime | None = None
    answers: tuple[EarlierAnswer, ...] = ()
    scores: tuple[EarlierScore, ...] = ()
    dose: DoseInForce | None = None

    def seen_from(self, at: datetime) -> "Past":
        """The same, for answers that were given at another instant."""
        return replace(self, at=at)


NOTHING_KNOWN = Past()


@dataclass(frozen=True, slots=True)
class Before:
    """The earlier value, and when it was given."""

    value: Number
    at: datetime


def counts(rule: RiseRule, past: Past) -> bool:
    """Whether this comparison is made now: one with the value before a dose only so long after it, while it works."""
    if rule.since is Since.LAST_READING:
        return True
    return past.at is not None and past.dose is not None and past.at - past.dose.last_at >= rule.after


def answer_before(rule: RiseRule, past: Past, item: str) -> Before | None:
    """The newest earlier answer to this item that the rule may compare with; None: not known."""
    return _newest(rule, past, (Before(a.value, a.at) for a in past.answers if a.item == item))


def score_before(instrument: Instrument, rule: RiseRule, past: Past, answers: Mapping[str, int]) -> Before | None:
    """The newest earlier score, of a form in which the same questions were put; None: not known."""
    now = _put(instrument, answers)
    alike = (s for s in past.scores if _put(instrument, s.answers) == now)
    return _newest(rule, past, (Before(s.value, s.at) for s in alike))


def _put(instrument: Instrument, answers: Mapping[str, int]) -> tuple[bool, ...]:
    """Of the scored questions that are not always put, which were."""
    rules = [item.asked_when for item in instrument.conditional if item.asked_when]
    return tuple(any(answers.get(i, rule.at_least - 1) >= rule.at_least for i in rule.any_of) for rule in rules)


def _newest(rule: RiseRule, past: Past, found: Iterable[Before]) -> Before | None:
    if past.at is None:
        return None
    end = past.at
    if rule.since is Since.BEFORE_DOSE and past.dose is not None:
        end = past.dose.began_at
    known = [b for b in found if b.at < end and (rule.within is None or end - b.at <= rule.within)]
    return max(known, key=lambda b: b.at, default=None)
