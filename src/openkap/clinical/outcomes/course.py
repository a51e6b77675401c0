"""When somebody first responded, and when that was lost: days, read from dated scores by the published change rules.

An event is dated to the score that showed it; it came at some time since the score before. Who had no event is followed
to the last score. A relapse is a later score on which the response is gone and which is also reliably worse than the
score that first showed it, so that a point or two around the cut-off is not one. Of two scores at one instant the lower
comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openkap.clinical.outcomes.change import Rules, Score, baseline, standing
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.values import Known, Missing, Truth, Unknown

DAY_S = 86400


@dataclass(frozen=True, slots=True)
class _Judged:
    days: float  # since treatment began
    value: Decimal
    responds: bool


def _judged(rules: Rules, scores: Iterable[Score], began_at: datetime | None) -> Known[list[_Judged]] | Unknown:
    """Each score since treatment began, in order; or why nobody can tell."""
    if began_at is None:
        return Unknown(Missing.ABSENT, "treatment has not begun")
    taken = sorted(scores, key=lambda s: (s.at, s.value))
    before = baseline(taken, began_at)
    if isinstance(before, Unknown):
        return before
    found = []
    for score in (s for s in taken if s.at >= began_at):
        answer = standing(rules, (before.value, score), began_at).response
        if answer.truth is Truth.UNKNOWN:
            return Unknown(Missing.ABSENT, answer.because)
        days = (score.at - began_at).total_seconds() / DAY_S
        found.append(_Judged(days, score.value, answer.truth is Truth.TRUE))
    return Known(found) if found else Unknown(Missing.ABSENT, "not measured since treatment began")


def to_response(rules: Rules, scores: Iterable[Score], began_at: datetime | None) -> Known[Followed] | Unknown:
    """Days from the first dose or session to the first score that is a response."""
    judged = _judged(rules, scores, began_at)
    if isinstance(judged, Unknown):
        return judged
    for score in judged.value:
        if score.responds:
            return Known(Followed(score.days, event=True))
    return Known(Followed(judged.value[-1].days, event=False))


def to_relapse(rules: Rules, scores: Iterable[Score], began_at: datetime | None) -> Known[Followed] | Unknown:
    """Days from the first score that is a response to a relapse. Who did not respond has nothing to lose: unknown."""
    judged = _judged(rules, scores, began_at)
    if isinstance(judged, Unknown):
        return judged
    if rules.reliable is None:
        return Unknown(Missing.ABSENT, f"no value of reliable change was found in a source for {rules.measure}")
    since = [i for i, score in enumerate(judged.value) if score.responds]
    if not since:
        return Unknown(Missing.ABSENT, "there was no response yet that could be lost")
    first, *later = judged.value[since[0] :]
    if not later:
        return Unknown(Missing.ABSENT, "not measured since the response")
    for score in later:
        if not score.responds and -rules.gain(first.value, score.value) >= rules.reliable.value:
            return Known(Followed(score.days - first.days, event=True))
    return Known(Followed(later[-1].days - first.days, event=False))
