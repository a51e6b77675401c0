"""Shares with their denominators, and what those who were not measured could make of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from openkap.clinical.outcomes.abstinence import DaysAbstinent, days_abstinent
from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import Interval, Share, funnel, share, wilson
from openkap.clinical.values import Missing, Truth, Unknown

shares = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.95, 0.998])


def test_a_share_carries_its_denominators_and_its_bounds() -> None:
    among = Among(40, 30, 20, 15, 12)
    found = share(9, among)
    assert isinstance(found, Share)
    assert (found.value, found.worst, found.best, found.among) == (0.75, 9 / 20, 17 / 20, among)


def test_nobody_measured_is_unknown_and_not_zero() -> None:
    found = share(0, Among(9, 5, 5, 0, 0))
    assert found == Unknown(Missing.ABSENT, "nobody was measured, so there is no share")


@pytest.mark.parametrize("counts", [(4, 5, 3, 2, 1), (5, 4, 3, 2, 3), (5, 4, 3, 2, -1)])
def test_each_count_lies_within_the_one_before(counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"within the one before|Fewer than no people"):
        Among(*counts)


@given(shares, levels)
def test_wilson_holds_the_share_and_stays_between_0_and_1(counts: tuple[int, int], level: float) -> None:
    met, of = counts
    found, other = wilson(met, of, level), wilson(of - met, of, level)
    assert 0 <= found.low <= met / of <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - other.high, 1 - other.low))


@given(shares, st.integers(0, 3), st.integers(0, 3))
def test_the_bounds_hold_whatever_the_unseen_would_have_answered(
    counts: tuple[int, int], unseen: int, of_them_met: int
) -> None:
    met, of = counts
    found = share(met, Among(of + unseen, of + unseen, of + unseen, of, of))
    assert isinstance(found, Share)
    truth = (met + min(of_them_met, unseen)) / (of + unseen)
    assert found.worst <= truth <= found.best
    assert found.best - found.worst == pytest.approx(unseen / (of + unseen))


@given(shares, st.floats(0.01, 0.99), levels)
def test_outside_the_funnel_is_outside_wilson(counts: tuple[int, int], benchmark: float, level: float) -> None:
    met, of = counts
    limits, mine = funnel(benchmark, of, level), wilson(met, of, level)
    near = min(abs(met / of - edge) for edge in (limits.low, limits.high))
    if near > 1e-9 and limits.low > 0 and limits.high < 1:
        assert limits.holds(met / of) == mine.holds(benchmark)


@pytest.mark.parametrize(("met", "of"), [(-1, 3), (4, 3), (0, 0)])
def test_what_is_no_share_is_refused(met: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(met, of)


@pytest.mark.parametrize("level", [95, 1.0, 0.0, -0.5, 1.5])
def test_what_is_no_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match=f"^A level of {level} is no confidence. Write a fraction between 0 and 1"):
        wilson(1, 2, level)


@pytest.mark.parametrize(("benchmark", "people"), [(0.5, 0), (0.5, -1), (-0.01, 9), (1.01, 9)])
def test_what_is_no_benchmark_is_refused(benchmark: float, people: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 1 and at least one person"):
        funnel(benchmark, people)


def test_the_funnel_of_a_half_and_of_its_ends() -> None:
    """1.96 standard errors of a half in 100 people: 9.8 points. Of none and of all there is no chance left."""
    found = funnel(0.5, 100)
    assert (found.low, found.high) == pytest.approx((0.402, 0.598), abs=1e-5)
    assert [funnel(p, 7) for p in (0.0, 1.0)] == [Interval(0.0, 0.0), Interval(1.0, 1.0)]
    assert (funnel(0.02, 10).low, funnel(0.98, 10).high) == (0.0, 1.0)


@given(st.floats(0.1, 0.9), st.integers(50, 400), levels)
def test_the_edge_of_the_funnel_is_a_deviate_of_standard_errors_away(share: float, people: int, level: float) -> None:
    found = funnel(share, people, level)
    error = math.sqrt(share * (1 - share) / people)
    for edge in (found.low, found.high):
        if 0 < edge < 1:
            assert abs(edge - share) / error == pytest.approx(stats.norm.ppf((1 + level) / 2))


def test_limits_belong_to_an_interval_and_its_level_goes_with_it() -> None:
    both = Interval(0.2, 0.4)
    assert [both.holds(v) for v in (0.19, 0.2, 0.3, 0.4, 0.41)] == [False, True, True, True, False]
    told = share(9, Among(40, 30, 20, 15, 12), 0.8)
    assert isinstance(told, Share)
    assert (told.interval, funnel(0.5, 9, 0.8).level) == (wilson(9, 12, 0.8), 0.8)
    assert (wilson(9, 12, 0.8).level, wilson(9, 12).level) == (0.8, 0.95)


def test_where_all_or_nobody_met_it_the_end_is_exact() -> None:
    for of in range(1, 400):
        assert (wilson(of, of).high, wilson(0, of).low) == (1.0, 0.0)


def test_a_day_not_asked_is_not_a_day_abstinent() -> None:
    days = [Truth.TRUE] * 6 + [Truth.FALSE] * 2 + [Truth.UNKNOWN] * 2
    assert days_abstinent(days) == DaysAbstinent(75.0, 6, 8, 10, 60.0, 80.0)
    nothing = Unknown(Missing.ABSENT, "no day of the period was recorded")
    assert days_abstinent([Truth.UNKNOWN] * 30) == nothing


@given(st.lists(st.sampled_from(list(Truth)), min_size=1))
def test_bounds_of_days_hold_the_share_of_the_known(days: list[Truth]) -> None:
    found = days_abstinent(days)
    if isinstance(found, DaysAbstinent):
        assert found.worst - 1e-9 <= found.percent <= found.best + 1e-9
