"""Restricted maximum likelihood with an unstructured covariance between visits, some of them missing.

People are alike in pattern when they missed the same visits; each pattern has one inverse. The search is Fisher's
scoring and, near the top, Newton's, with exact derivatives by every variance and covariance (Jennrich and Schluchter,
Biometrics 1986;42:805-820). The likelihood is as R's `nlme::gls` counts it.
"""

from dataclasses import dataclass
from math import log, pi

import numpy as np
from numpy.typing import NDArray

from openkap.clinical.values import Missing, Unknown

Array = NDArray[np.float64]
ROUNDS, HALVINGS = 60, 40
NEAR = 1.0  # promised gain below which the exact curvature is better than the expected one
FLAT = 1e-6  # smallest eigenvalue, each row and column scaled to 1 on the diagonal
PAIRS = 2  # people in whom two visits must both be measured
SETTLED = 1e-13  # gain of likelihood that a further step still promises


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """``y`` (people, visits), 0 where missing; ``x`` (people, visits, columns); people sorted by pattern.

    ``seen`` (patterns, visits) says which visits a pattern has; ``of`` (people,) its pattern; ``starts`` its first row.
    """

    y: Array
    x: Array
    seen: NDArray[np.bool_]
    of: NDArray[np.intp]
    starts: NDArray[np.intp]
    observed: int


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What follows from one covariance (visits, visits): coefficients (columns,) and their variance (columns, columns).

    A parameter is a variance or covariance, in the order of the upper triangle. ``score`` (parameters,) is the slope of
    the likelihood, ``information`` and ``expected`` (parameters, parameters) its curvature there and on average;
    ``slopes`` (parameters, columns, columns) is how fast the inverse of ``variance`` falls.
    """

    covariance: Array
    coefficients: Array
    variance: Array
    log_likelihood: float
    score: Array
    slopes: Array
    information: Array
    expected: Array


def arranged(y: Array, x: Array) -> Answers | Unknown:
    """Answers sorted by pattern; or why no covariance can be found. ``y`` is nan where a visit was missed."""
    some = ~np.isnan(y).all(axis=1)
    y, x = y[some], x[some]
    there = ~np.isnan(y)
    rows = x[there]
    if not len(rows) or np.linalg.matrix_rank(rows) < x.shape[2]:
        return Unknown(Missing.ABSENT, "too few were measured to tell the groups and the baseline apart at every visit")
    together = there.T.astype(float) @ there
    if together.min() < PAIRS:
        return Unknown(Missing.ABSENT, "two of the visits were not both measured in at least two people")
    seen, of = np.unique(there, axis=0, return_inverse=True)
    order = np.argsort(of, kind="stable")
    of = of[order]
    starts = np.searchsorted(of, np.arange(len(seen)))
    return Answers(np.where(there, y, 0.0)[order], x[order], seen, of, starts, int(there.sum()))


def fit(answers: Answers) -> Fit | Unknown:
    """The covariance at which the restricted likelihood is highest; or that none was found."""
    rows = answers.seen[answers.of]
    plain, *_ = np.linalg.lstsq(answers.x[rows], answers.y[rows], rcond=None)
    left = np.where(rows, answers.y - answers.x @ plain, 0.0)
    spread = (left**2).sum(axis=0) / rows.sum(axis=0)
    if spread.min() <= 1e-12 * max(1.0, float((answers.y**2).max())):
        return Unknown(Missing.ABSENT, "at one visit nobody differs from what is expected, so there is no spread")
    now: Fit | None = at(np.diag(spread), answers)
    for _ in range(ROUNDS):
        if now is None or np.diag(now.expected).min() <= 0:
            break
        step = _towards(now.expected, now.score)
        if float(now.score @ step) < NEAR and _positive(now.information, FLAT**2):
            step = _towards(now.information, now.score)
            if float(now.score @ step) < SETTLED:
                return now
        now = _better(now, step, answers)
    return Unknown(
        Missing.ABSENT, "the covariance between the visits does not settle: too few people for so many visits"
    )


def at(covariance: Array, answers: Answers) -> Fit:
    """Everything at one covariance, which must be positive."""
    visits, columns = answers.x.shape[1:]
    inverse, logs = _inverses(covariance, answers.seen)
    many = np.bincount(answers.of).astype(float)
    each = inverse[answers.of]
    z = each @ answers.x
    flat = answers.x.reshape(-1, columns)
    inner = flat.T @ z.reshape(-1, columns)
    variance = np.linalg.inv(inner).astype(np.float64)
    coefficients = variance @ (z.reshape(-1, columns).T @ answers.y.ravel())
    left = answers.y - answers.x @ coefficients
    u = (each @ left[:, :, None])[:, :, 0]
    freedom = answers.observed - columns
    likelihood = -0.5 * (many @ logs + np.linalg.slogdet(inner)[1] + float((left * u).sum()) + freedom * log(2 * pi))
    uu = np.add.reduceat(u[:, :, None] * u[:, None, :], answers.starts)
    zcz = np.add.reduceat(z @ variance @ z.transpose(0, 2, 1), answers.starts)
    wide = z.reshape(len(z), -1)
    pairs = _pairs(visits)
    crossed = (wide.T @ wide).reshape(visits, columns, visits, columns)
    slopes = _by_parameter(crossed.transpose(0, 2, 1, 3), pairs)
    tilts = _by_parameter((wide.T @ u).reshape(visits, columns, visits).transpose(0, 2, 1), pairs)
    w = many[:, None, None] * inverse
    score = _by_parameter(0.5 * (uu - w + zcz).sum(axis=0), pairs)
    turned = variance @ slopes
    third = np.einsum("jab,kba->jk", turned, turned, optimize=True)
    information = _curved(inverse, uu + zcz - 0.5 * w, pairs) - 0.5 * third - tilts @ variance @ tilts.T
    expected = _curved(inverse, 0.5 * w - zcz, pairs) + 0.5 * third
    return Fit(covariance, coefficients, variance, float(likelihood), score, slopes, information, expected)


def _inverses(covariance: Array, seen: NDArray[np.bool_]) -> tuple[Array, Array]:
    """For each pattern the inverse over the visits it has, 0 elsewhere, and the logarithm of its determinant."""
    both = seen[:, :, None] & seen[:, None, :]
    filled = np.where(both, covariance, 0.0) + np.eye(seen.shape[1]) * ~seen[:, :, None]
    return np.where(both, np.linalg.inv(filled), 0.0), np.linalg.slogdet(filled)[1]


def _pairs(visits: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.triu_indices(visits)


def _by_parameter(table: Array, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Array:
    """A table by two visits, summed to one row a variance or covariance; a covariance stands in it twice."""
    one, other = pairs
    twice = np.where(one == other, 0.5, 1.0).reshape(-1, *[1] * (table.ndim - 2))
    found: Array = (table[one, other] + table[other, one]) * twice
    return found


def _curved(inverse: Array, middle: Array, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Array:
    """The sum over patterns of tr(V W V' M), by the parameters of V and of V'."""
    visits = inverse.shape[1]
    all_four = (inverse.reshape(len(inverse), -1).T @ middle.reshape(len(middle), -1)).reshape([visits] * 4)
    rows = _by_parameter(all_four.transpose(3, 0, 1, 2), pairs)  # [b, c, d, a] to [a, b, c, d]
    return _by_parameter(rows.transpose(1, 2, 0), pairs).T


def _positive(matrix: Array, flat: float = FLAT) -> bool:
    """Whether a symmetric matrix is positive, and not so nearly flat that its inverse would be noise."""
    spread = np.diag(matrix)
    if not (spread > 0).all():
        return False
    return float(np.linalg.eigvalsh(matrix / np.sqrt(np.outer(spread, spread)))[0]) > flat


def _towards(curvature: Array, score: Array) -> Array:
    """The step to the top of a parabola of this curvature; scaled first, since variances and covariances differ."""
    scale = 1 / np.sqrt(np.diag(curvature))
    found = np.linalg.lstsq(curvature * np.outer(scale, scale), score * scale, rcond=None)[0]
    return (found * scale).astype(np.float64)


def _better(now: Fit, step: Array, answers: Answers) -> Fit | None:
    """The first of the halved steps that stays positive and does not lose likelihood."""
    one, other = _pairs(len(now.covariance))
    move = np.zeros_like(now.covariance)
    move[one, other] = move[other, one] = step
    for halving in range(HALVINGS):
        there = now.covariance + move / 2.0**halving
        if _positive(there):
            found = at(there, answers)
            if found.log_likelihood >= now.log_likelihood - 1e-12 * abs(now.log_likelihood):
                return found
    return None
