"""An estimate of a model as it is told: a value with its uncertainty."""

from dataclasses import dataclass

from openkap.clinical.outcomes.proportions import Interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value in points of the scale, its standard error, interval, degrees of freedom, and p of its being 0."""

    value: float
    error: float
    interval: Interval
    df: float
    p: float
