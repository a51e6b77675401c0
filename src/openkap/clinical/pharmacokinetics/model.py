"""A published model at work: the compartments of a person, or of many who differ as it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from openkap.clinical.pharmacokinetics.compartments import Array
from openkap.clinical.pharmacokinetics.definition import Model, Parameter
from openkap.clinical.pharmacokinetics.structures import STRUCTURES
from openkap.clinical.pharmacokinetics.system import System

STANDARD_KG = 70.0


@dataclass(frozen=True, slots=True)
class Somebody:
    """What a model may take into account about a person."""

    weight_kg: float = STANDARD_KG
    age_years: float = 45.0
    options: tuple[str, ...] = ()


def typical(model: Model, person: Somebody) -> System:
    """The compartments of the typical person of this weight and age."""
    return compartments(model, person, np.zeros((1, len(model.varying()))))


def compartments(model: Model, person: Somebody, scores: Array) -> System:
    """The compartments of people who differ as ``scores`` (people, varying parameters) say, in standard deviations."""
    ours = dict(zip(model.varying(), (scores @ _mixing(model).T).T, strict=True))
    values = {p.name: _of(p, model, person, ours.get(p.name, np.zeros(len(scores)))) for p in model.parameters}
    return STRUCTURES[model.structure].build(values)


def spread_evenly(people: int, dimensions: int) -> Array:
    """Standard normal scores that fill the space evenly, the same each time: (people, dimensions). No chance is used.

    An additive sequence on the roots of x**(d+1) = x + 1 (Roberts 2018), through the inverse normal distribution.
    """
    root = 2.0
    for _ in range(60):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1)
    even = (0.5 + np.outer(np.arange(1, people + 1), steps)) % 1.0
    inverse: Callable[[float], float] = NormalDist().inv_cdf
    return np.vectorize(inverse, otypes=[float])(np.clip(even, 1e-9, 1 - 1e-9)) if dimensions else even


def _mixing(model: Model) -> Array:
    """The factor of the covariance between parameters: scores times its transpose are what people differ by."""
    names = model.varying()
    spreads = {p.name: p.spread for p in model.parameters}
    matrix = np.diag([spreads[n] ** 2 for n in names]) if names else np.zeros((0, 0))
    for one, other, value in model.covariances:
        i, j = names.index(one), names.index(other)
        matrix[i, j] = matrix[j, i] = value
    return np.linalg.cholesky(matrix) if names else matrix


def _of(parameter: Parameter, model: Model, person: Somebody, eta: Array) -> Array:
    value: float = parameter.value * (person.weight_kg / STANDARD_KG) ** parameter.weight_exponent
    for effect in model.age_effects:
        if effect.parameter == parameter.name:
            value += effect.per_year * max(0.0, person.age_years - effect.above_years)
    for option in model.options:
        if option.name in person.options:
            value *= option.factors.get(parameter.name, 1.0)
    differing: Array = np.exp(eta)
    if parameter.on_logit:
        odds: Array = value / (1 - value) * differing
        return odds / (1 + odds)
    return np.multiply(value, differing)


def unknown_options(model: Model, names: Sequence[str]) -> tuple[str, ...]:
    """Names among these that the model does not have."""
    known = {o.name for o in model.options}
    return tuple(n for n in names if n not in known)
