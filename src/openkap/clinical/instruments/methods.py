"""The closed registry of scoring methods. What does not fit becomes a new method here, with tests: no expressions.

A method takes the points of the answered items. It returns None where the answers given have no such score.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from openkap.clinical.instruments.definition import Clause, Score, Subscore
from openkap.clinical.instruments.rules import Number

Points = Mapping[str, int]
Part = Number | bool | None
THOUSANDTH = Decimal("0.001")


def total(rule: Score | Subscore, points: Points) -> int:
    """Sum of the answered items."""
    return sum(points[i] for i in rule.of if i in points)


def times_total(rule: Score, points: Points) -> Number:
    """Sum of the answered items, times the factor of the content where it has one."""
    found = total(rule, points)
    return found if rule.times == 1 else found * rule.times


def mean(rule: Score | Subscore, points: Points) -> Decimal | None:
    """Mean of the answered items, to a thousandth."""
    given = [points[i] for i in rule.of if i in points]
    return (Decimal(sum(given)) / len(given)).quantize(THOUSANDTH) if given else None


def percent(rule: Score | Subscore, points: Points) -> Decimal:
    """Sum of the answered items in percent of the highest possible sum, to a thousandth."""
    return (Decimal(100 * total(rule, points)) / rule.maximum).quantize(THOUSANDTH)


def highest_level(rule: Score, points: Points) -> int:
    """The highest level whose rule holds; 0 when none does. For screens that are not a sum."""
    holding = (level.level for level in rule.levels if any(points.get(i, -1) >= level.at_least for i in level.of))
    return max(holding, default=0)


def domain_maxima(rule: Score, points: Points) -> int:
    """Sum over the groups of the highest answer in each; an item outside a group counts alone."""
    return sum(max((points[i] for i in unit if i in points), default=0) for unit in rule.units)


def tabled(rule: Score, points: Points) -> Decimal:
    """The published score of the raw sum, from the table of the content."""
    return rule.table[total(rule, points) - rule.raw_from]


def percent_of_zero(rule: Score, points: Points) -> Decimal | None:
    """Percent of the answered items that are 0: of observed days, those without a drink."""
    given = [points[i] for i in rule.of if i in points]
    return (Decimal(100 * given.count(0)) / len(given)).quantize(THOUSANDTH) if given else None


def percent_at_least(rule: Subscore, points: Points) -> Decimal | None:
    """Percent of the answered items that reach the limit of the content."""
    given = [points[i] for i in rule.of if i in points]
    return (Decimal(100 * sum(p >= rule.at_least for p in given)) / len(given)).quantize(THOUSANDTH) if given else None


def mean_above_zero(rule: Subscore, points: Points) -> Decimal | None:
    """Mean of the answered items that are not 0; None where all are: drinks a drinking day, without such a day."""
    given = [points[i] for i in rule.of if points.get(i, 0) > 0]
    return (Decimal(sum(given)) / len(given)).quantize(THOUSANDTH) if given else None


def criteria(rule: Subscore, points: Points) -> bool:
    """Whether every clause of a symptom-counting algorithm holds."""
    return all(_holds(clause, points) for clause in rule.clauses)


def _holds(clause: Clause, points: Points) -> bool:
    if clause.sum_at_least is not None:
        return sum(points[i] for i in clause.of if i in points) >= clause.sum_at_least
    counted = sum([points.get(item, -1) >= limit for item, limit in clause.limits])
    return counted >= clause.count and (clause.count_at_most is None or counted <= clause.count_at_most)


SCORE_METHODS: Mapping[str, Callable[[Score, Points], Number | None]] = {
    "sum": times_total,
    "mean": mean,
    "percent": percent,
    "highest-level": highest_level,
    "domain-maxima": domain_maxima,
    "table": tabled,
    "percent-of-zero": percent_of_zero,
}
SUBSCORE_METHODS: Mapping[str, Callable[[Subscore, Points], Part]] = {
    "sum": total,
    "mean": mean,
    "percent": percent,
    "criteria": criteria,
    "percent-at-least": percent_at_least,
    "mean-above-zero": mean_above_zero,
}
ADDING = frozenset({"sum", "domain-maxima"})  # more answers never lower the score, and a blank one may be prorated
METHOD_VERSION = "3"  # of this module and of scoring.py together: stored with every result, raised on any change
