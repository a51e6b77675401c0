"""Response, remission and reliable change of one measure. An answer carries its rule, an unknown its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis
from openkap.clinical.values import Known, Missing, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Score:
    """One complete score of a measure, and when it was given."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """One published number and where it stands: percent, points, or a score of the measure."""

    value: Decimal
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What change means on one measure. A rule that is None was not found in a source: its answer is unknown.

    ``remission`` is the last score that still counts (at most it where lower is better, at least it otherwise).
    """

    measure: str
    low: Decimal
    high: Decimal
    lower_is_better: bool
    response: Rule | None = None
    remission: Rule | None = None
    reliable: Rule | None = None

    def gain(self, before: Decimal, after: Decimal) -> Decimal:
        """Points of improvement; negative when it got worse."""
        return before - after if self.lower_is_better else after - before


class Direction(StrEnum):
    """Which way a score went by more than chance, or that it did not, or that nobody knows."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A three-valued answer, the rule it rests on, and why."""

    truth: Truth
    rule: Rule | None
    because: str


@dataclass(frozen=True, slots=True)
class Change:
    """Points gained since the baseline (negative: lost), and whether that is more than chance."""

    direction: Direction
    points: Decimal | None
    rule: Rule | None
    because: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on one measure."""

    baseline: Known[Score] | Unknown
    latest: Known[Score] | Unknown
    response: Answer
    remission: Answer
    change: Change

    @property
    def percent(self) -> Decimal | None:
        """Percent of the baseline gained; None where a percentage has no meaning."""
        if isinstance(self.baseline, Unknown) or isinstance(self.latest, Unknown) or self.change.points is None:
            return None
        before = self.baseline.value.value
        return self.change.points * 100 / before if before else None


def baseline(scores: Iterable[Score], began_at: datetime | None) -> Known[Score] | Unknown:
    """The last score before treatment began. Without a beginning there is no baseline yet."""
    if began_at is None:
        return Unknown(Missing.ABSENT, "treatment has not begun")
    before = [s for s in scores if s.at < began_at]
    if not before:
        return Unknown(Missing.ABSENT, "no score was taken before treatment began")
    return Known(max(before, key=lambda s: (s.at, s.value)))


def latest(scores: Iterable[Score], began_at: datetime | None) -> Known[Score] | Unknown:
    """The last score since treatment began."""
    since = [s for s in scores if began_at is not None and s.at >= began_at]
    if not since:
        return Unknown(Missing.ABSENT, "not measured since treatment began")
    return Known(max(since, key=lambda s: (s.at, s.value)))


def response(rules: Rules, before: Known[Score] | Unknown, after: Known[Score] | Unknown) -> Answer:
    """Whether the score gained as much, of the baseline, as the rule of response asks."""
    rule = rules.response
    if rule is None:
        return Answer(Truth.UNKNOWN, None, f"no rule of response was found in a source for {rules.measure}")
    if isinstance(before, Unknown):
        return Answer(Truth.UNKNOWN, rule, before.detail)
    if isinstance(after, Unknown):
        return Answer(Truth.UNKNOWN, rule, after.detail)
    start = before.value.value
    if rules.low != 0:
        return Answer(Truth.UNKNOWN, rule, f"{rules.measure} does not begin at 0, so a percentage has no meaning")
    if start == 0:
        return Answer(Truth.UNKNOWN, rule, "the baseline is 0, and there is no percentage of 0")
    gained = rules.gain(start, after.value.value)
    met = gained * 100 >= rule.value * start
    return Answer(
        Truth.TRUE if met else Truth.FALSE, rule, f"{rule.value} % or more of the last score before treatment began"
    )


def _remission(rules: Rules, before: Known[Score] | Unknown, after: Known[Score] | Unknown) -> Answer:
    rule = rules.remission
    if rule is None:
        return Answer(Truth.UNKNOWN, None, f"no rule of remission was found in a source for {rules.measure}")
    if isinstance(after, Unknown):
        return Answer(Truth.UNKNOWN, rule, after.detail)

    def within(score: Score) -> bool:
        return score.value <= rule.value if rules.lower_is_better else score.value >= rule.value

    words = f"{rules.measure} at {rule.value} or {'lower' if rules.lower_is_better else 'higher'}"
    if isinstance(before, Known) and within(before.value):
        words += "; it was there before treatment began"
    return Answer(Truth.TRUE if within(after.value) else Truth.FALSE, rule, words)


def _change(rules: Rules, before: Known[Score] | Unknown, after: Known[Score] | Unknown) -> Change:
    rule = rules.reliable
    if isinstance(before, Unknown):
        return Change(Direction.UNKNOWN, None, rule, before.detail)
    if isinstance(after, Unknown):
        return Change(Direction.UNKNOWN, None, rule, after.detail)
    points = rules.gain(before.value.value, after.value.value)
    if rule is None:
        words = f"no value of reliable change was found in a source for {rules.measure}"
        return Change(Direction.UNKNOWN, points, None, words)
    if abs(points) < rule.value:
        return Change(Direction.NEITHER, points, rule, f"less than {rule.value} points may be chance")
    direction = Direction.BETTER if points > 0 else Direction.WORSE
    return Change(direction, points, rule, f"{rule.value} points or more is more than chance")


def standing(rules: Rules, scores: Iterable[Score], began_at: datetime | None) -> Standing:
    """Where somebody stands on one measure: its scores in any order, and the instant of the first dose or session."""
    taken = tuple(scores)
    before, after = baseline(taken, began_at), latest(taken, began_at)
    return Standing(
        before, after, response(rules, before, after), _remission(rules, before, after), _change(rules, before, after)
    )
