"""Response, remission and reliable change: examples, refusals and laws."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.change import Answer, Direction, Rule, Rules, Score, Standing, standing
from openkap.clinical.sources import Basis, Verification
from openkap.clinical.values import Known, Truth, Unknown

FIRST = datetime(2026, 10, 27, 14, tzinfo=UTC)
BASIS = (Basis(Verification.READ, ref="source", at="table 1"),)


def rule(value: int) -> Rule:
    return Rule(Decimal(value), BASIS)


def phq(**changed: Any) -> Rules:
    facts: dict[str, Any] = {"low": Decimal(0), "response": rule(50), "remission": rule(4), "reliable": rule(6)}
    return Rules("PHQ-9", high=Decimal(27), lower_is_better=True, **{**facts, **changed})


def scores(*values: tuple[int, int]) -> list[Score]:
    """Pairs of day from the first dose, and score."""
    return [Score(FIRST + timedelta(days=d), Decimal(v)) for d, v in values]


def test_milan_responded_and_changed_reliably_and_is_not_in_remission() -> None:
    found = standing(phq(), scores((-21, 19), (-1, 20), (6, 14), (13, 11), (24, 9)), FIRST)
    assert isinstance(found.baseline, Known)
    assert found.baseline.value.value == 20
    assert (found.response.truth, found.remission.truth) == (Truth.TRUE, Truth.FALSE)
    assert (found.change.direction, found.change.points, found.percent) == (Direction.BETTER, Decimal(11), Decimal(55))
    assert found.response.rule is not None
    assert found.response.rule.basis == BASIS


@pytest.mark.parametrize(("after", "truth"), [(10, Truth.TRUE), (11, Truth.FALSE)])
def test_response_is_exactly_half_or_less(after: int, truth: Truth) -> None:
    assert standing(phq(), scores((-1, 20), (7, after)), FIRST).response.truth is truth


@pytest.mark.parametrize(("after", "truth"), [(4, Truth.TRUE), (5, Truth.FALSE)])
def test_remission_counts_its_last_score(after: int, truth: Truth) -> None:
    assert standing(phq(), scores((-1, 20), (7, after)), FIRST).remission.truth is truth


@pytest.mark.parametrize(
    ("after", "direction"),
    [(9, Direction.BETTER), (10, Direction.NEITHER), (20, Direction.NEITHER), (21, Direction.WORSE)],
)
def test_reliable_change_either_way(after: int, direction: Direction) -> None:
    assert standing(phq(), scores((-1, 15), (7, after)), FIRST).change.direction is direction


def test_a_change_of_exactly_one_point_is_better_where_one_is_beyond_chance() -> None:
    one = phq(reliable=rule(1))
    found = [standing(one, scores((-1, 15), (7, after)), FIRST).change.direction for after in (14, 15, 16)]
    assert found == [Direction.BETTER, Direction.NEITHER, Direction.WORSE]


@given(st.integers(1, 27), st.integers(-20, 20))
def test_response_is_the_percentage_and_not_nearly(before: int, hundredths: int) -> None:
    """So many hundredths of a point above half of the baseline, or below."""
    taken = [*scores((-1, before)), Score(FIRST, Decimal(before) / 2 + Decimal(hundredths) / 100)]
    assert (standing(phq(), taken, FIRST).response.truth is Truth.TRUE) == (hundredths <= 0)


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        (phq(), scores((-1, 20), (7, 9))),
        (phq(), scores((-1, 15), (7, 14))),
        (phq(), scores((-1, 0), (7, 0))),
        (phq(), scores((-1, 20))),
        (phq(), scores((7, 9))),
        (phq(low=Decimal(1)), scores((-1, 20), (7, 9))),
    ],
)
def test_every_answer_names_its_rule_also_where_it_is_unknown(rules: Rules, taken: list[Score]) -> None:
    found = standing(rules, taken, FIRST)
    answers = (found.response.rule, found.remission.rule, found.change.rule)
    assert answers == (rules.response, rules.remission, rules.reliable)


def test_a_score_at_the_instant_of_the_dose_is_the_first_since() -> None:
    found = standing(phq(), scores((-1, 20), (0, 9)), FIRST)
    assert found.latest == Known(scores((0, 9))[0])
    assert found.response.truth is Truth.TRUE


def test_there_is_no_percentage_of_nothing() -> None:
    found = standing(phq(), scores((-1, 0), (7, 0)), FIRST)
    assert (found.response.truth, found.percent) == (Truth.UNKNOWN, None)
    assert found.response.because == "the baseline is 0, and there is no percentage of 0"
    assert found.remission.because == "PHQ-9 at 4 or lower; it was there before treatment began"


def test_a_scale_that_begins_at_one_has_no_percentage() -> None:
    rules = Rules("CGI", Decimal(1), Decimal(7), lower_is_better=True, response=rule(50))
    found = standing(rules, scores((-1, 6), (7, 2)), FIRST)
    assert (found.response.truth, "does not begin at 0" in found.response.because) == (Truth.UNKNOWN, True)


def test_without_a_rule_nothing_is_claimed_but_the_points_stand() -> None:
    found = standing(phq(response=None, remission=None, reliable=None), scores((-1, 20), (7, 2)), FIRST)
    assert {found.response.truth, found.remission.truth} == {Truth.UNKNOWN}
    assert (found.change.direction, found.change.points) == (Direction.UNKNOWN, Decimal(18))


def _all_unknown(found: Standing) -> bool:
    answers: list[Answer] = [found.response, found.remission]
    return all(a.truth is Truth.UNKNOWN for a in answers) and found.change.direction is Direction.UNKNOWN


# guards HZ-37
@pytest.mark.parametrize(
    ("taken", "began", "why"),
    [
        (scores((-1, 20)), FIRST, "not measured since treatment began"),
        ([], FIRST, "no score was taken before treatment began"),
        (scores((-1, 20), (7, 3)), None, "treatment has not begun"),
    ],
)
def test_what_was_not_measured_is_unknown(taken: list[Score], began: datetime | None, why: str) -> None:
    found = standing(phq(), taken, began)
    assert _all_unknown(found)
    assert (found.response.because, found.change.because, found.percent) == (why, why, None)


def test_remission_needs_no_baseline_but_response_does() -> None:
    found = standing(phq(), scores((7, 3)), FIRST)
    assert isinstance(found.baseline, Unknown)
    assert (found.response.truth, found.remission.truth) == (Truth.UNKNOWN, Truth.TRUE)


def test_a_score_at_the_instant_of_the_dose_is_no_baseline() -> None:
    found = standing(phq(), scores((0, 20), (7, 3)), FIRST)
    assert isinstance(found.baseline, Unknown)


def test_a_scale_where_higher_is_better_runs_the_other_way() -> None:
    rules = Rules("WHO-5", Decimal(0), Decimal(100), lower_is_better=False, response=rule(50), remission=rule(50),
                  reliable=rule(10))  # fmt: skip
    found = standing(rules, scores((-1, 40), (7, 60)), FIRST)
    assert (found.response.truth, found.remission.truth) == (Truth.TRUE, Truth.TRUE)
    assert found.change.direction is Direction.BETTER
    assert found.remission.because == "WHO-5 at 50 or higher"
    edge = [standing(rules, scores((-1, 40), (7, after)), FIRST).remission.truth for after in (49, 50)]
    assert edge == [Truth.FALSE, Truth.TRUE], "the last score that still counts"
    assert standing(rules, scores((-1, 40), (7, 20)), FIRST).change.direction is Direction.WORSE


VALUES = st.integers(0, 27)


@given(before=VALUES, after=VALUES, less=VALUES)
def test_a_better_score_never_loses_an_answer(before: int, after: int, less: int) -> None:
    worse = standing(phq(), scores((-1, before), (7, max(after, less))), FIRST)
    better = standing(phq(), scores((-1, before), (7, min(after, less))), FIRST)
    for one, other in ((worse.response, better.response), (worse.remission, better.remission)):
        assert one.truth is not Truth.TRUE or other.truth is Truth.TRUE
    assert worse.change.points is not None
    assert better.change.points is not None
    assert better.change.points >= worse.change.points


@given(st.lists(st.tuples(st.integers(-60, 60), VALUES), max_size=8, unique_by=lambda p: p[0]), st.randoms())
def test_the_order_in_which_scores_arrive_does_not_matter(taken: list[tuple[int, int]], chance: Any) -> None:
    mixed = list(taken)
    chance.shuffle(mixed)
    assert standing(phq(), scores(*taken), FIRST) == standing(phq(), scores(*mixed), FIRST)
