"""The limits that a chart shows: per measure the nearest one, above and below, at which somebody is called."""

from dataclasses import dataclass
from decimal import Decimal

from openkap.clinical.monitoring.plan import Compare, Moment, MonitoringPlan, Threshold, Tier

SIDES = {Compare.ABOVE: True, Compare.AT_LEAST: True, Compare.BELOW: False, Compare.AT_MOST: False}
WORDS = {Compare.ABOVE: "above", Compare.AT_LEAST: "from", Compare.BELOW: "below", Compare.AT_MOST: "up to"}


@dataclass(frozen=True, slots=True)
class DrawnLimit:
    """A line at a value, in the unit of its measure, with the words that stand on it."""

    measure: str
    value: float
    words: str
    upper: bool


def drawn_limits(plan: MonitoringPlan) -> tuple[DrawnLimit, ...]:
    """Only limits of one number after a dose: a rise, or a number with a symptom, is no line."""
    nearest: dict[tuple[str, bool], DrawnLimit] = {}
    for threshold in plan.thresholds:
        if threshold.tier.rank < Tier.CALL.rank or threshold.moment is Moment.BEFORE_DOSE or threshold.symptoms:
            continue
        for found in _lines(threshold):
            held = nearest.get((found.measure, found.upper))
            if held is None or (found.value < held.value) is found.upper:
                nearest[found.measure, found.upper] = found
    return tuple(nearest.values())


def _lines(threshold: Threshold) -> list[DrawnLimit]:
    called = "emergency" if threshold.tier is Tier.EMERGENCY else "call"
    again = " twice" if threshold.apart else ""
    return [
        DrawnLimit(x.measure, float(x.value), f"{called} {WORDS[x.compare]} {x.value}{again}", SIDES[x.compare])
        for x in threshold.any
        if x.compare in SIDES and isinstance(x.value, Decimal)
    ]
