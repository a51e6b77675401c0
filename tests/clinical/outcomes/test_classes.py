"""Shapes of courses: exactly one is true of everybody, by rules on their own scores."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.change import Rules, Score
from openkap.clinical.outcomes.classes import Shape, shape
from openkap.clinical.outcomes.standards import Standards
from openkap.content import catalogue
from openkap.content.changerules import rules_of

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
PHQ: Rules = rules_of(catalogue.entry("instruments", "phq-9").value)
STANDARDS: Standards = catalogue.entry("standards", "programme").value
NO_RULE = Rules("MINE", Decimal(0), Decimal(27), lower_is_better=True)


def scores(pairs: Sequence[tuple[float, int]]) -> list[Score]:
    return [Score(FIRST + timedelta(days=d), Decimal(v)) for d, v in pairs]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (((-1, 20), (7, 16), (14, 10), (28, 8)), Shape.EARLY),
        (((-1, 20), (7, 16), (14.1, 10)), Shape.LATE),
        (((-1, 20), (7, 9), (28, 16)), Shape.RELAPSE),
        (((-1, 20), (7, 9), (28, 14)), Shape.EARLY),  # the response is gone, and not by more than chance
        (((-1, 20), (7, 18), (21, 17)), Shape.NONE),
        (((-1, 20), (7, 18), (20.9, 17)), Shape.OPEN),
        (((-1, 14), (7, 15), (21, 20)), Shape.WORSE),
        (((-1, 14), (7, 20), (21, 19)), Shape.NONE),
        (((7, 20), (21, 4)), Shape.UNKNOWN),  # no score before treatment
        (((-1, 20),), Shape.UNKNOWN),
        (((-1, 0), (21, 4)), Shape.UNKNOWN),  # there is no percentage of 0
    ],
)
def test_the_shape_by_its_rule(taken: tuple[tuple[float, int], ...], expected: Shape) -> None:
    assert shape(PHQ, scores(taken), FIRST, STANDARDS) is expected


def test_without_a_rule_or_a_beginning_nothing_is_said() -> None:
    taken = scores(((-1, 20), (28, 4)))
    assert shape(NO_RULE, taken, FIRST, STANDARDS) is Shape.UNKNOWN
    assert shape(PHQ, taken, None, STANDARDS) is Shape.UNKNOWN


Taken = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 27)), max_size=8)
RESPONDED = {Shape.EARLY, Shape.LATE, Shape.RELAPSE}


@given(Taken, st.randoms())
def test_the_order_in_which_scores_arrive_changes_nothing(taken: list[tuple[int, int]], chance: object) -> None:
    before = shape(PHQ, scores(taken), FIRST, STANDARDS)
    chance.shuffle(taken)  # type: ignore[attr-defined]
    assert shape(PHQ, scores(taken), FIRST, STANDARDS) is before


@given(Taken, st.integers(61, 90), st.integers(0, 27))
def test_who_responded_stays_one_who_responded(taken: list[tuple[int, int]], day: int, value: int) -> None:
    """A later score may turn a response into a relapse; it never unmakes it."""
    if shape(PHQ, scores(taken), FIRST, STANDARDS) in RESPONDED:
        assert shape(PHQ, scores([*taken, (day, value)]), FIRST, STANDARDS) in RESPONDED
