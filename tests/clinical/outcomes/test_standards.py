"""Which score stands for which week, and standards that contradict themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.change import Score
from openkap.clinical.outcomes.standards import Standards, TimePoint, at_point, faults
from openkap.clinical.values import Known, Missing, Unknown
from openkap.content import catalogue

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
STANDARDS: Standards = catalogue.entry("standards", "programme").value
WEEK_4 = STANDARDS.point("week-4")
FEW = "A count is hidden below the least number of people, and a model needs no fewer than a share."


def score(day: float, value: int) -> Score:
    return Score(FIRST + timedelta(days=day), Decimal(value))


def test_the_nearest_score_within_the_days_stands_for_the_week() -> None:
    found = at_point([score(20.9, 3), score(23, 9), score(30, 11), score(35.1, 2)], FIRST, WEEK_4)
    assert found == Known(score(30, 11))


def test_of_two_equally_near_the_earlier_and_then_the_lower_stands() -> None:
    assert at_point([score(30, 4), score(26, 12)], FIRST, WEEK_4) == Known(score(26, 12))
    assert at_point([score(28, 12), score(28, 4)], FIRST, WEEK_4) == Known(score(28, 4))


def test_outside_the_days_and_before_treatment_nothing_stands() -> None:
    assert at_point([score(20.9, 3)], FIRST, WEEK_4) == Unknown(Missing.ABSENT, "not measured at week 4")
    assert at_point([score(28, 3)], None, WEEK_4) == Unknown(Missing.ABSENT, "treatment has not begun")
    early = TimePoint("day-1", "day 1", 1, 3)
    assert isinstance(at_point([score(-1, 3)], FIRST, early), Unknown), "a score before the dose is a baseline"
    assert at_point([score(-1, 3), score(0, 4)], FIRST, early) == Known(score(0, 4)), "and one at the dose is none"


def test_a_week_is_over_only_after_its_last_day() -> None:
    assert not WEEK_4.is_over(FIRST, FIRST + timedelta(days=35))
    assert WEEK_4.is_over(FIRST, FIRST + timedelta(days=35, seconds=1))


@given(st.integers(0, 500))
def test_no_day_belongs_to_two_time_points(day: int) -> None:
    assert sum(p.holds(day) for p in STANDARDS.points) <= 1


def test_the_shipped_standards_are_sound() -> None:
    assert faults(STANDARDS) == ()


@pytest.mark.parametrize(
    "edge",
    [
        {"small": STANDARDS.people},
        {"model_people": STANDARDS.people},
        {"early_by_day": STANDARDS.settled_by_day},
        {"points": (TimePoint("a", "a", 7, 3), TimePoint("week-4", "b", 14, 3))},
    ],
)
def test_what_only_touches_is_no_contradiction(edge: dict[str, object]) -> None:
    assert faults(replace(STANDARDS, **edge)) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"points": (TimePoint("week-4", "b", 28, 7), TimePoint("a", "a", 7, 3))},
         "The time points are not in the order of their days."),
        ({"points": (TimePoint("week-4", "a", 7, 3), TimePoint("b", "b", 14, 4))},
         "week-4 and b share a day, and a score would stand for both."),
        ({"usual_point": "week-9"}, "There is no time point 'week-9'."),
        ({"small": STANDARDS.people + 1}, FEW),
        ({"model_people": STANDARDS.people - 1}, FEW),
        ({"early_by_day": STANDARDS.settled_by_day + 1},
         "A response is early before it is settled that there was none."),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_and_nothing_else(wrong: dict[str, object], said: str) -> None:
    assert faults(replace(STANDARDS, **wrong)) == (said,)  # type: ignore[arg-type]


def test_none_is_no_secret_and_few_are() -> None:
    assert [n for n in range(8) if STANDARDS.hides(n)] == [1, 2, 3, 4]
