"""Shares with their denominators, and what those who were not measured could make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.abstinence import DaysAbstinent, days_abstinent
from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import Share, funnel, share, wilson
from openkap.clinical.values import Truth, Unknown

shares = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.95, 0.998])


def test_a_share_carries_its_denominators_and_its_bounds() -> None:
    among = Among(40, 30, 20, 15, 12)
    found = share(9, among)
    assert isinstance(found, Share)
    assert (found.value, found.worst, found.best, found.among) == (0.75, 9 / 20, 17 / 20, among)


def test_nobody_measured_is_unknown_and_not_zero() -> None:
    assert isinstance(share(0, Among(9, 5, 5, 0, 0)), Unknown)


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


def test_what_is_no_level_or_benchmark_is_refused() -> None:
    with pytest.raises(ValueError, match="no confidence"):
        wilson(1, 2, 95)
    with pytest.raises(ValueError, match="at least one person"):
        funnel(0.5, 0)


def test_a_day_not_asked_is_not_a_day_abstinent() -> None:
    days = [Truth.TRUE] * 6 + [Truth.FALSE] * 2 + [Truth.UNKNOWN] * 2
    assert days_abstinent(days) == DaysAbstinent(75.0, 6, 8, 10, 60.0, 80.0)
    assert isinstance(days_abstinent([Truth.UNKNOWN] * 30), Unknown)


@given(st.lists(st.sampled_from(list(Truth)), min_size=1))
def test_bounds_of_days_hold_the_share_of_the_known(days: list[Truth]) -> None:
    found = days_abstinent(days)
    if isinstance(found, DaysAbstinent):
        assert found.worst - 1e-9 <= found.percent <= found.best + 1e-9
