"""A share of people: its Wilson interval, what those who were not measured could make of it, and the funnel around it.

Wilson, J Am Stat Assoc 1927;22:209-212. The funnel is the same score test seen from the other side: a programme lies
outside its limits exactly when its Wilson interval leaves out the benchmark.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from openkap.clinical.outcomes.among import Among
from openkap.clinical.values import Missing, Unknown

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits and the confidence that belongs to them."""

    low: float
    high: float
    level: float = LEVEL

    def holds(self, value: float) -> bool:
        """Whether a value lies within, limits included."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those analysed met something, as a fraction 0 to 1; and its bounds over all who started.

    ``worst`` counts everybody who started and was not analysed as not meeting it, ``best`` as meeting it. Both are
    facts of counting, not intervals of chance.
    """

    met: int
    among: Among
    value: float
    interval: Interval
    worst: float
    best: float


def deviate(level: float) -> float:
    """The standard normal deviate of a two-sided level: 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A level of {level} is no confidence. Write a fraction between 0 and 1, such as 0.95.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(met: int, of: int, level: float = LEVEL) -> Interval:
    """Wilson's score interval of ``met`` in ``of`` people, as fractions."""
    if not 0 <= met <= of or of == 0:
        raise ValueError(f"{met} of {of} people is no share.")
    z, p = deviate(level), met / of
    middle = p + z * z / (2 * of)
    reach = z * sqrt(p * (1 - p) / of + (z / (2 * of)) ** 2)
    scale = 1 + z * z / of
    low = 0.0 if met == 0 else (middle - reach) / scale
    return Interval(low, 1.0 if met == of else (middle + reach) / scale, level)


def share(met: int, among: Among, level: float = LEVEL) -> Share | Unknown:
    """The share of those analysed who met something. Nobody analysed: unknown, and never zero."""
    if among.analysed == 0:
        return Unknown(Missing.ABSENT, "nobody was measured, so there is no share")
    interval = wilson(met, among.analysed, level)
    unseen = among.started - among.analysed
    return Share(met, among, met / among.analysed, interval, met / among.started, (met + unseen) / among.started)


def funnel(benchmark: float, people: int, level: float = LEVEL) -> Interval:
    """Between which observed shares a programme of so many people is no surprise if its truth is the benchmark."""
    if not 0 <= benchmark <= 1 or people <= 0:
        raise ValueError(f"A funnel needs a benchmark from 0 to 1 and at least one person, not {benchmark}, {people}.")
    reach = deviate(level) * sqrt(benchmark * (1 - benchmark) / people)
    return Interval(max(0.0, benchmark - reach), min(1.0, benchmark + reach), level)
