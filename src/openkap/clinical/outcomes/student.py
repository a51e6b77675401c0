"""Student's t: its tail and its deviate, for any degrees of freedom. Held against SciPy in the tests.

The incomplete beta function is summed as Lentz's continued fraction (NIST DLMF 8.17.22); the deviate is found by
halving, which cannot go astray.
"""

from math import exp, lgamma, log, sqrt

TINY = 1e-300


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function; it converges fast where x < (a + 1) / (a + b + 2)."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 60 + int(4 * sqrt(max(a, b)))):  # it takes some square root of the larger; more changes nothing
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _away(1 + term * d), _away(1 + term / c)
            found *= c * d
    return found


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY


def _beta(a: float, b: float, x: float, rest: float) -> float:
    """The regularised incomplete beta function, 0 < x < 1; ``rest`` is 1 - x, unrounded."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, rest) / b


def two_sided(t: float, df: float) -> float:
    """How probable a t at least as far from 0 is, on either side."""
    if not df > 0:
        raise ValueError(f"{df} degrees of freedom: there must be more than none.")
    square = t * t
    beyond = square / (df + square)
    if beyond == 0:  # a t so small that its square vanishes
        return 1.0
    return _beta(df / 2, 0.5, df / (df + square), beyond)


def deviate(level: float, df: float) -> float:
    """The t within which a two-sided ``level`` lies: 2.228 for 0.95 and 10 degrees of freedom."""
    if not 0 < level < 1:
        raise ValueError(f"A level of {level} is no confidence. Write a fraction between 0 and 1, such as 0.95.")
    low, high = 0.0, 1.0
    while two_sided(high, df) > 1 - level:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in {low, high}:
        low, high = (middle, high) if two_sided(middle, df) > 1 - level else (low, middle)
    return middle
