"""Whether simulated people reproduce the figures of their source: each target beside what the simulation gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, stdev

from openkap.clinical.outcomes.change import Score, standing
from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.preset import Arm, Target
from openkap.clinical.simulation.scenario import BEFORE, Scenario
from openkap.clinical.values import Truth

Cohort = tuple[Scenario, Sequence[Course]]
SIX_POINTS = 6  # of PHQ-9: how one source counts a response


@dataclass(frozen=True, slots=True)
class Reproduced:
    """A target, and the simulated figure with its number of people."""

    target: Target
    value: float
    people: int

    @property
    def inside(self) -> bool:
        """Whether the simulated figure lies in the interval of the source."""
        return self.target.low <= self.value <= self.target.high


@dataclass(frozen=True, slots=True)
class _Asked:
    """A target, and the cohort in which it is looked for."""

    scenario: Scenario
    courses: Sequence[Course]
    target: Target

    @property
    def dosed(self) -> list[Course]:
        """Those who got a dose."""
        return [c for c in self.courses if c.doses]

    @property
    def pairs(self) -> list[tuple[Course, Decimal, Decimal]]:
        """The score before and on the day, of everybody who was still there to be measured."""
        before, then = (self.target.instrument, BEFORE), (self.target.instrument, self.target.at_day)
        return [(c, c.trial[before], c.trial[then]) for c in self.courses if then in c.trial]

    @property
    def changes(self) -> list[float]:
        """Points, negative when they fell."""
        return [float(after - before) for _, before, after in self.pairs]

    def share(self, of: Callable[[Course], bool]) -> list[float]:
        """100 for each dosed person of whom it is true, 0 for the others."""
        return [100.0 * of(c) for c in self.dosed]

    def a_session(self, of: Callable[[Course], int]) -> list[float]:
        """The same for each session with a dose."""
        return [100.0 * (n < of(c)) for c in self.dosed for n in range(c.doses)]


def reproduced(target: Target, cohorts: Mapping[Arm, Cohort]) -> Reproduced:
    """The figure of a target as the simulation gives it."""
    if target.of == "difference":
        both = [_Asked(*cohorts[arm], target).changes for arm in (Arm.TREATMENT, Arm.CONTROL)]
        return Reproduced(target, fmean(both[0]) - fmean(both[1]), len(both[0]))
    values = FIGURES[target.of](_Asked(*cohorts[target.arm], target))
    return Reproduced(target, stdev(values) if target.of.endswith("-sd") else fmean(values), len(values))


def _baselines(asked: _Asked) -> list[float]:
    key = asked.target.instrument, BEFORE
    return [float(c.trial[key]) for c in asked.courses if key in c.trial]


def _judged(asked: _Asked) -> list[float]:
    """Response and remission by the engine's own rules."""
    scenario, found = asked.scenario, []
    rules = scenario.rules[asked.target.instrument]
    for _, before, after in asked.pairs:
        scores = Score(scenario.before_at, before), Score(scenario.began_at, after)
        stands = standing(rules, scores, scenario.began_at)
        answer = stands.response if asked.target.of == "response" else stands.remission
        if answer.truth is not Truth.UNKNOWN:
            found.append(100.0 * (answer.truth is Truth.TRUE))
    return found


def _still_well(asked: _Asked) -> list[float]:
    """Of those who were well at the last dose: no relapse so many days after it."""
    return [100.0 * (c.well_days is None or c.well_days > asked.target.at_day) for c in asked.courses if c.was_well]


FIGURES: Mapping[str, Callable[[_Asked], list[float]]] = {
    "baseline": _baselines,
    "baseline-sd": _baselines,
    "change": lambda asked: asked.changes,
    "change-sd": lambda asked: asked.changes,
    "response": _judged,
    "remission": _judged,
    "drop": lambda asked: [100.0 * (c <= -SIX_POINTS) for c in asked.changes],
    "worse": lambda asked: [100.0 * (c > 0) for c in asked.changes],
    "measured": lambda asked: asked.share(lambda c: (asked.target.instrument, asked.target.at_day) in c.trial),
    "effect": lambda asked: asked.share(lambda c: asked.target.what in c.effects),
    "pressure-rise": lambda asked: asked.share(lambda c: c.pressure_rise),
    "sedation": lambda asked: asked.share(lambda c: c.sedated > 0),
    "dissociation": lambda asked: asked.share(lambda c: c.dissociated > 0),
    "sedation-a-session": lambda asked: asked.a_session(lambda c: c.sedated),
    "dissociation-a-session": lambda asked: asked.a_session(lambda c: c.dissociated),
    "still-well": _still_well,
}
