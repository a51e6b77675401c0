"""What makes an event come sooner: Cox's proportional hazards, ties as Efron counts them.

Cox, J R Stat Soc B 1972;34:187-220; Efron, J Am Stat Assoc 1977;72:557-565. A ratio speaks of everybody alike at all
times; it is an association, and says nothing of what would happen if the covariate were changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, exp, sqrt

import numpy as np
from numpy.typing import NDArray

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import LEVEL, Interval, deviate
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.values import Missing, Unknown

Array = NDArray[np.float64]
ROUNDS = 20  # fewer than a likelihood without a top needs to look settled
FURTHEST = 5.0  # how far one step may move the logarithm of anybody's hazard
TANGLED = 1e12  # condition number beyond which two covariates say the same
SETTLED = 1e-10  # gain of likelihood that a further step still promises


@dataclass(frozen=True, slots=True)
class Hazard:
    """One covariate: its coefficient a unit with the standard error, and the hazard ratio a unit with its interval."""

    name: str
    coefficient: float
    error: float
    ratio: float
    interval: Interval
    p: float


@dataclass(frozen=True, slots=True)
class Hazards:
    """The fitted model, with its partial likelihood and that of no covariate at all."""

    hazards: tuple[Hazard, ...]
    events: int
    among: Among
    log_likelihood: float
    log_likelihood_null: float


@dataclass(frozen=True, slots=True, eq=False)
class _Tie:
    """Events of one day: how many people were at risk (the first rows), and which rows had the event."""

    at_risk: int
    rows: NDArray[np.intp]


def cox(
    people: Sequence[Followed], covariates: Mapping[str, Sequence[float]], among: Among, level: float = LEVEL
) -> Hazards | Unknown:
    """Fit the model: one number a person for each covariate. Unknown where the events cannot tell."""
    among.holds(len(people))
    if not covariates or any(len(values) != len(people) for values in covariates.values()):
        raise ValueError("Each covariate needs one number for each person, and there must be one covariate at least.")
    raw = np.column_stack(list(covariates.values()))
    events = sum(p.event for p in people)
    scale = raw.std(axis=0) if len(people) else np.zeros(raw.shape[1])
    if not events or not scale.all():
        return Unknown(Missing.ABSENT, "there was no event, or a covariate is the same in everybody")
    order = sorted(range(len(people)), key=lambda row: -people[row].days)
    x = ((raw - raw.mean(axis=0)) / scale)[order]
    ties = _ties([people[i] for i in order])
    found = _climb(x, ties)
    if found is None:
        why = "the ratios do not settle: a covariate may tell the events apart completely, or repeat another"
        return Unknown(Missing.ABSENT, why)
    coefficients, likelihood, _, information = found
    errors = np.sqrt(np.diag(np.linalg.inv(information))) / scale
    each = zip(covariates, coefficients / scale, errors, strict=True)
    hazards = tuple(_hazard(name, float(b), float(e), level) for name, b, e in each)
    return Hazards(hazards, events, among, likelihood, _likelihood(np.zeros(x.shape[1]), x, ties)[0])


def _hazard(name: str, coefficient: float, error: float, level: float) -> Hazard:
    reach = deviate(level) * error
    interval = Interval(exp(coefficient - reach), exp(coefficient + reach), level)
    return Hazard(name, coefficient, error, exp(coefficient), interval, erfc(abs(coefficient / error) / sqrt(2)))


def _ties(people: Sequence[Followed]) -> list[_Tie]:
    """People in falling order of days: whoever left on the day of an event was still at risk."""
    rows: dict[float, list[int]] = {}
    last: dict[float, int] = {}
    for row, person in enumerate(people):
        last[person.days] = row
        if person.event:
            rows.setdefault(person.days, []).append(row)
    return [_Tie(last[days] + 1, np.array(mine)) for days, mine in rows.items()]


def _climb(x: Array, ties: Sequence[_Tie]) -> tuple[Array, float, Array, Array] | None:
    """Newton's steps, halved where they would lose: coefficients, likelihood, score, information."""
    beta = np.zeros(x.shape[1])
    height, score, information = _likelihood(beta, x, ties)
    for _ in range(ROUNDS):
        if np.linalg.cond(information) > TANGLED:
            return None
        step = np.linalg.solve(information, score)
        if float(score @ step) < SETTLED:
            return beta, height, score, information
        step *= min(1.0, FURTHEST / float(np.abs(x @ step).max()))
        while (found := _likelihood(beta + step, x, ties))[0] < height:
            step = step / 2
        beta, (height, score, information) = beta + step, found
    return None


def _likelihood(beta: Array, x: Array, ties: Sequence[_Tie]) -> tuple[float, Array, Array]:
    """The partial likelihood, its slope and its curvature."""
    weight = np.exp(x @ beta)
    first = weight[:, None] * x
    second = first[:, :, None] * x[:, None, :]
    sums = [np.cumsum(part, axis=0) for part in (weight, first, second)]
    height, score, information = 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
    for tie in ties:
        mine = [part[tie.rows].sum(axis=0) for part in (weight, first, second)]
        shares = np.arange(len(tie.rows)) / len(tie.rows)
        zero = sums[0][tie.at_risk - 1] - shares * mine[0]
        one = (sums[1][tie.at_risk - 1] - shares[:, None] * mine[1]) / zero[:, None]
        two = (sums[2][tie.at_risk - 1] - shares[:, None, None] * mine[2]) / zero[:, None, None]
        height += float((x[tie.rows] @ beta).sum() - np.log(zero).sum())
        score += x[tie.rows].sum(axis=0) - one.sum(axis=0)
        information += two.sum(axis=0) - one.T @ one
    return height, score, information
