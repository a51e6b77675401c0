"""Cox: one case by hand, laws, and what cannot be told."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.hazards import Hazards, cox
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.values import Missing, Unknown

person = st.tuples(st.integers(0, 9), st.booleans(), st.integers(-3, 3), st.integers(0, 1))
people = st.lists(person, min_size=8, max_size=30)
NOTHING = "there was no event, or a covariate is the same in everybody"
RESTLESS = "the ratios do not settle: a covariate may tell the events apart completely, or repeat another"


def fit(days: list[tuple[int, bool]], **covariates: list[float]) -> Hazards | Unknown:
    n = len(days)
    return cox([Followed(d, e) for d, e in days], covariates, Among(n, n, n, n, n))


def test_three_people_by_hand() -> None:
    """Events on day 1 (x 1), 2 (x 0), 3 (x 1): the likelihood e^b / (2e^b + 1) / (1 + e^b) peaks where 2e^2b = 1."""
    found = fit([(1, True), (2, True), (3, True)], x=[1, 0, 1])
    assert isinstance(found, Hazards)
    (hazard,) = found.hazards
    assert (hazard.ratio, hazard.coefficient) == pytest.approx((math.sqrt(0.5), math.log(0.5) / 2))
    assert found.log_likelihood_null == pytest.approx(math.log(1 / 6))


@pytest.mark.parametrize(("level", "deviate"), [(0.95, 1.959964), (0.8, 1.281552)])
def test_an_interval_is_a_deviate_of_standard_errors_on_the_scale_of_the_logarithm(
    level: float, deviate: float
) -> None:
    """The information of the three people by hand is the sum of p(1 - p) of their two choices."""
    two, one = math.sqrt(2) / (math.sqrt(2) + 1), 1 / (1 + math.sqrt(2))
    found = cox([Followed(d, event=True) for d in (1, 2, 3)], {"x": [1, 0, 1]}, Among(3, 3, 3, 3, 3), level)
    assert isinstance(found, Hazards)
    (hazard,) = found.hazards
    assert hazard.error == pytest.approx(1 / math.sqrt(two * (1 - two) + one * (1 - one)))
    reach = [math.log(hazard.interval.high) - hazard.coefficient, hazard.coefficient - math.log(hazard.interval.low)]
    assert reach == pytest.approx([deviate * hazard.error] * 2, rel=1e-6)
    assert hazard.interval.level == level


def test_a_tie_is_counted_as_efron_counts_it() -> None:
    """Two of three on one day: without covariates 1/3 and then 1/(3 - 2/2)."""
    found = fit([(1, True), (1, True), (2, False), (3, True)], x=[1, 0, 1, 0])
    assert isinstance(found, Hazards)
    assert found.log_likelihood_null == pytest.approx(-math.log(4 * 3 * 1))
    assert found.events == 3


@pytest.mark.parametrize(
    ("x", "bound"),
    [
        ([1.0, 0, 30, 2, 2, 2, 0, 3, 3, 2, 1, 3, 2, 3, 1, 1], 2.0),
        ([4467.0, 2.1, 2.1, 0.1, 0, 3, 1.1, 0.2, 0, 9.6, 12.9], 0.1),  # a whole step would be beyond any number
    ],
)
def test_a_step_that_goes_too_far_is_taken_back(x: list[float], bound: float) -> None:
    """One person far from all others: a whole first step would lose likelihood. Held to a search by halving."""
    found = fit([(day, True) for day in range(len(x))], x=x)
    assert isinstance(found, Hazards)

    def slope(b: float) -> float:
        left = [[v * math.exp(b * v) for v in x[i:]] for i in range(len(x))]
        return sum(x) - sum(sum(part) / sum(math.exp(b * v) for v in x[i:]) for i, part in enumerate(left))

    low, high = -bound, bound
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    assert found.hazards[0].coefficient == pytest.approx(low, abs=1e-8)


@given(people, st.sampled_from([0.01, 7.0]), st.sampled_from([-40, 11]))
def test_a_unit_only_stretches_and_the_order_changes_nothing(
    drawn: list[tuple[int, bool, int, int]], scale: float, shift: float
) -> None:
    first = fit([(d, e) for d, e, _, _ in drawn], x=[x for *_, x, _ in drawn], y=[y for *_, y in drawn])
    turned = drawn[::-1]
    other = fit(
        [(d, e) for d, e, _, _ in turned], x=[shift + scale * x for *_, x, _ in turned], y=[y for *_, y in turned]
    )
    assert isinstance(first, Unknown) == isinstance(other, Unknown)
    assume(isinstance(first, Hazards))
    assert isinstance(first, Hazards)
    assert isinstance(other, Hazards)
    assert first.log_likelihood >= first.log_likelihood_null
    assert other.log_likelihood == pytest.approx(first.log_likelihood)
    assert other.hazards[0].coefficient * scale == pytest.approx(first.hazards[0].coefficient, rel=1e-3, abs=1e-5)
    assert other.hazards[1].error == pytest.approx(first.hazards[1].error, rel=1e-3)
    for hazard in first.hazards:
        assert hazard.interval.low < hazard.ratio < hazard.interval.high


@pytest.mark.parametrize(
    ("days", "x", "why"),
    [
        ([], [], NOTHING),
        ([(1, False), (2, False)], [0, 1], NOTHING),
        ([(1, True), (2, True)], [1, 1], NOTHING),
        ([(1, True), (2, True), (3, False), (4, False)], [1, 1, 0, 0], RESTLESS),
    ],
)
def test_what_cannot_be_told_is_unknown(days: list[tuple[int, bool]], x: list[float], why: str) -> None:
    assert fit(days, x=x) == Unknown(Missing.ABSENT, why)


@pytest.mark.parametrize(("y", "why"), [([2, 0, 2, 0], RESTLESS), ([2, 2, 2, 2], NOTHING)])
def test_a_second_covariate_that_adds_nothing_is_unknown(y: list[float], why: str) -> None:
    found = fit([(1, True), (2, True), (3, True), (4, False)], x=[1, 0, 1, 0], y=y)
    assert found == Unknown(Missing.ABSENT, why)


def test_a_covariate_without_a_number_for_each_is_refused() -> None:
    for wrong in ({}, {"x": [1.0]}):
        with pytest.raises(ValueError, match=r"^Each covariate needs one number for each person, and .* at least\.$"):
            fit([(1, True), (2, True)], **wrong)
