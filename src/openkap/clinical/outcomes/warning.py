"""Early warning: named rules over one person's scores and over silence, each with its reason. No risk is fitted.

A rule says that somebody should look, and why; never how likely anything is. What cannot be judged (no baseline, no
value of reliable change, one score only) raises nothing and is listed as not judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from openkap.clinical.outcomes.change import Direction, Rules, Score, baseline, response, standing
from openkap.clinical.outcomes.measured import Coming, Due
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Known, Truth, plain


@dataclass(frozen=True, slots=True)
class WarningRule:
    """One rule: its kind (the closed set of ``KINDS``), its limit in points, scores, forms or days, and its words."""

    id: str
    kind: str
    title: str
    says: str
    limit: Decimal | None
    basis: tuple[Basis, ...]

    @property
    def count(self) -> int:
        """The limit as a whole number; a rule of a kind in ``LIMITED`` always has one."""
        return int(self.limit or 0)


@dataclass(frozen=True, slots=True)
class WarningRules:
    """One version of the rules, in the order in which they are shown."""

    pin: Pin
    title: str
    rules: tuple[WarningRule, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """What the rules look at: one measure of one person. Scores and planned forms may come in any order."""

    rules: Rules
    scores: tuple[Score, ...]
    plan: tuple[Due, ...]
    began_at: datetime | None


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """A rule that holds, since when, and the reason in words for staff."""

    rule: WarningRule
    measure: str
    since: datetime
    because: str


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A rule that could not be judged for one measure, and what it would need."""

    rule: WarningRule
    measure: str
    because: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One rule, one measure, one instant."""

    watched: Watched
    rule: WarningRule
    now: datetime

    @property
    def since(self) -> list[Score]:
        """The scores since treatment began, in order."""
        began = self.watched.began_at
        return sorted((s for s in self.watched.scores if began is not None and s.at >= began), key=_order)


Found = tuple[datetime, str] | str | None  # since when and why; what it lacks; or it does not hold
SILENT = frozenset({Coming.MISSING, Coming.INCOMPLETE})
NO_RELIABLE = "no value of reliable change was found in a source for this measure"


def _order(score: Score) -> tuple[datetime, Decimal]:
    return score.at, score.value


def _worse_than_best(case: _Case) -> Found:
    """The latest score is reliably worse than the best one since treatment began."""
    taken, rules = case.since, case.watched.rules
    reliable = rules.reliable
    if reliable is None:
        return NO_RELIABLE
    if len(taken) < 2:
        return "two scores since treatment began are needed"
    pick = min if rules.lower_is_better else max
    best, last = pick(taken, key=lambda s: s.value), taken[-1]
    lost = -rules.gain(best.value, last.value)
    if lost < reliable.value:
        return None
    now, then, points, beyond = map(plain, (last.value, best.value, lost, reliable.value))
    return last.at, f"{now} now and {then} at best: {points} points worse; {beyond} are beyond chance"


def _response_lost(case: _Case) -> Found:
    """There was a response, and on the latest score it is gone."""
    taken, watched = case.since, case.watched
    if not taken:
        return "not measured since treatment began"
    before = baseline(watched.scores, watched.began_at)
    now = response(watched.rules, before, Known(taken[-1]))
    if now.truth is Truth.UNKNOWN:
        return now.because
    earlier = (response(watched.rules, before, Known(s)).truth for s in taken[:-1])
    if now.truth is Truth.TRUE or Truth.TRUE not in earlier:
        return None
    return taken[-1].at, f"the score of {plain(taken[-1].value)} is no response any more; an earlier one was"


def _rising(case: _Case) -> Found:
    """So many scores in a row, each worse than the one before."""
    taken, run = case.since, case.rule.count
    if len(taken) < run + 1:
        return f"{run + 1} scores since treatment began are needed"
    last = taken[-(run + 1) :]
    if any(case.watched.rules.gain(a.value, b.value) >= 0 for a, b in pairwise(last)):
        return None
    return taken[-1].at, f"each was worse than the one before: {', '.join(plain(s.value) for s in last)}"


def _no_change(case: _Case) -> Found:
    """So many days after the beginning there is still no reliable improvement."""
    watched, days = case.watched, case.rule.count
    if watched.began_at is None:
        return "treatment has not begun"
    due = watched.began_at + timedelta(days=days)
    if case.now < due:
        return None
    change = standing(watched.rules, watched.scores, watched.began_at).change
    if change.direction is Direction.UNKNOWN:
        return change.because
    if change.direction is Direction.BETTER:
        return None
    return due, f"{days} days after the beginning, and no change for the better beyond chance"


def _silence(case: _Case) -> Found:
    """So many forms in a row, up to now, did not come."""
    run: list[Due] = []
    for due in sorted(case.watched.plan, key=lambda d: d.due_at, reverse=True):
        state = due.coming(case.now)
        if state in SILENT:
            run.append(due)
        elif state is Coming.MEASURED:
            break
    if len(run) < case.rule.count:
        return None
    return run[-1].until, f"{len(run)} forms in a row did not come"


def _silence_after_worse(case: _Case) -> Found:
    """The last score was worse than the one before, and the next form did not come."""
    watched, taken = case.watched, sorted(case.watched.scores, key=_order)
    if len(taken) < 2:
        return "two scores are needed"
    before, last = taken[-2:]
    if watched.rules.gain(before.value, last.value) >= 0:
        return None
    later = [d for d in watched.plan if d.due_at > last.at and d.coming(case.now) in SILENT]
    if not later:
        return None
    words = f"it went from {plain(before.value)} to {plain(last.value)}, and then a form did not come"
    return min(d.until for d in later), words


KINDS: Mapping[str, Callable[[_Case], Found]] = {
    "worse-than-best": _worse_than_best,
    "response-lost": _response_lost,
    "rising": _rising,
    "no-change": _no_change,
    "silence": _silence,
    "silence-after-worse": _silence_after_worse,
}
TOGETHER = "worse-together"  # the one kind that looks at all measures of a person at once
LIMITED = frozenset({"rising", "no-change", "silence", TOGETHER})


def warnings(
    rules: WarningRules, watched: Sequence[Watched], now: datetime
) -> tuple[tuple[EarlyWarning, ...], tuple[NotJudged, ...]]:
    """What holds now, in the order of the rules, and what could not be judged."""
    held, lacking, known = [], [], [_known_at(one, now) for one in watched]
    for rule in rules.rules:
        for measure, found in _found(rule, known, now):
            if isinstance(found, str):
                lacking.append(NotJudged(rule, measure, found))
            elif found is not None:
                held.append(EarlyWarning(rule, measure, *found))
    return tuple(held), tuple(lacking)


def _found(rule: WarningRule, known: Sequence[Watched], now: datetime) -> Iterator[tuple[str, Found]]:
    if rule.kind == TOGETHER:
        yield "measures together", _worse_together(rule, known)
    else:
        yield from ((one.rules.measure, KINDS[rule.kind](_Case(one, rule, now))) for one in known)


def _worse_together(rule: WarningRule, known: Sequence[Watched]) -> Found:
    """On so many measures the latest score is reliably worse than the one before treatment."""
    found = [(one, standing(one.rules, one.scores, one.began_at)) for one in known]
    worse = [(one, s) for one, s in found if s.change.direction is Direction.WORSE]
    unknown = [one.rules.measure for one, s in found if s.change.direction is Direction.UNKNOWN]
    if len(worse) < rule.count:
        unsaid = f"whether {', '.join(unknown)} got worse is unknown"
        return unsaid if unknown and len(worse) + len(unknown) >= rule.count else None
    last = max(s.latest.value.at for _, s in worse if isinstance(s.latest, Known))
    told = (f"{one.rules.measure} by {plain(abs(s.change.points or Decimal()))}" for one, s in worse)
    return last, f"worse than before treatment, beyond chance, on {' and on '.join(told)} points"


def _known_at(watched: Watched, now: datetime) -> Watched:
    """Nothing that came after ``now`` has a say: a replay of an old day answers as that day did."""
    scores = tuple(s for s in watched.scores if s.at <= now)
    plan = tuple(Due(d.due_at, d.until) if (d.answered_at or now) > now else d for d in watched.plan)
    return replace(watched, scores=scores, plan=plan)
