"""Mixed model for repeated measures: what groups scored at each visit, without filling in a missing answer.

Mean by group and visit, baseline by visit, an unstructured covariance between visits, restricted maximum likelihood,
and Satterthwaite's degrees of freedom (Biometrics Bulletin 1946;2:110-114; for linear mixed models, Fai and Cornelius,
J Stat Comput Simul 1996;54:363-378). It holds if what is missing is missing at random given what was measured; nobody
can see whether it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.estimates import Estimate
from openkap.clinical.outcomes.proportions import LEVEL, Interval
from openkap.clinical.outcomes.reml import Array, Fit, arranged, fit
from openkap.clinical.outcomes.student import deviate, two_sided
from openkap.clinical.values import Missing, Unknown


@dataclass(frozen=True, slots=True)
class Repeated:
    """One person: the group, the score before treatment, and one score a visit, None where it was missed."""

    group: str
    baseline: float
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The model as it was fitted; means are at the mean baseline of those analysed."""

    groups: tuple[str, ...]
    visits: int
    baseline: float
    among: Among
    fitted: Fit

    def mean(self, group: str, visit: int, level: float = LEVEL) -> Estimate:
        """The score of a group at a visit (0 is the first), at the mean baseline."""
        return estimate(self.fitted, self._weights(group, visit), level)

    def difference(self, group: str, other: str, visit: int, level: float = LEVEL) -> Estimate:
        """How much higher ``group`` scores than ``other`` at a visit."""
        return estimate(self.fitted, self._weights(group, visit) - self._weights(other, visit), level)

    def _weights(self, group: str, visit: int) -> Array:
        if group not in self.groups or not 0 <= visit < self.visits:
            raise ValueError(f"Nobody was measured as {group!r} at visit {visit}. Ask for {', '.join(self.groups)}.")
        weights = np.zeros(self.visits * (len(self.groups) + 1))
        weights[visit * (len(self.groups) + 1) + self.groups.index(group)] = 1.0
        return weights


def mixed_model(people: Sequence[Repeated], among: Among) -> Model | Unknown:
    """Fit the model to everybody who was measured at one visit or more; or say why it cannot be told yet."""
    if len({len(p.scores) for p in people}) > 1:
        raise ValueError("People have different numbers of visits. Write None for a visit that was missed.")
    measured = [p for p in people if any(s is not None for s in p.scores)]
    among.holds(len(measured))
    if not measured:
        return Unknown(Missing.ABSENT, "nobody was measured, so there is nothing to model")
    groups = tuple(sorted({p.group for p in measured}))
    y = np.array([[np.nan if s is None else s for s in p.scores] for p in measured], dtype=np.float64)
    before = np.array([p.baseline for p in measured], dtype=np.float64)
    middle = float(before.mean())
    member = np.array([[p.group == g for g in groups] for p in measured], dtype=np.float64)
    answers = arranged(y, _design(member, before - middle, y.shape[1]))
    if isinstance(answers, Unknown):
        return answers
    fitted = fit(answers)
    return fitted if isinstance(fitted, Unknown) else Model(groups, y.shape[1], middle, among, fitted)


def _design(member: Array, before: Array, visits: int) -> Array:
    """(people, visits, columns): for each visit the groups, then the baseline."""
    block = np.column_stack([member, before])
    x = np.zeros((len(block), visits, visits, block.shape[1]))
    for visit in range(visits):
        x[:, visit, visit] = block
    return x.reshape(len(block), visits, visits * block.shape[1])


def estimate(fitted: Fit, weights: Array, level: float = LEVEL) -> Estimate:
    """A weighted sum of the coefficients, with Satterthwaite's degrees of freedom."""
    turned = fitted.variance @ weights
    variance = float(weights @ turned)
    slope = np.einsum("a,jab,b->j", turned, fitted.slopes, turned)
    df = 2 * variance**2 / float(slope @ np.linalg.solve(fitted.information, slope))
    value, error = float(weights @ fitted.coefficients), variance**0.5
    reach = error * deviate(level, df)
    return Estimate(value, error, Interval(value - reach, value + reach, level), df, two_sided(value / error, df))
