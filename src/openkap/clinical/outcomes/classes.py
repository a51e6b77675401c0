"""The shape of a course, named by rule: who responded early, late, not at all, got worse, or relapsed.

The names are rules on one person's own scores, not groups found in many: nothing is fitted, so a class never changes
because other people came. They describe what was measured so far; they predict nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from openkap.clinical.outcomes.change import Direction, Rules, Score, standing
from openkap.clinical.outcomes.course import to_relapse, to_response
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.values import Known, Unknown


class Shape(StrEnum):
    """What a course has been so far. Exactly one is true of everybody."""

    EARLY = "early-response"
    LATE = "late-response"
    NONE = "no-response"
    WORSE = "worse"
    RELAPSE = "relapse"
    OPEN = "too-early"
    UNKNOWN = "unknown"


def shape(rules: Rules, scores: Iterable[Score], began_at: datetime | None, standards: Standards) -> Shape:
    """The shape of one course.

    A response is early when the first score that shows it came by ``early_by_day``. Without one, ``NONE`` or ``WORSE``
    is said only once somebody was measured on ``settled_by_day`` or later; worse is reliably worse at the last score.
    """
    taken = tuple(scores)
    response = to_response(rules, taken, began_at)
    if isinstance(response, Unknown):
        return Shape.UNKNOWN
    if response.value.event:
        lost = to_relapse(rules, taken, began_at)
        if isinstance(lost, Known) and lost.value.event:
            return Shape.RELAPSE
        return Shape.EARLY if response.value.days <= standards.early_by_day else Shape.LATE
    if response.value.days < standards.settled_by_day:
        return Shape.OPEN
    worse = standing(rules, taken, began_at).change.direction is Direction.WORSE
    return Shape.WORSE if worse else Shape.NONE
