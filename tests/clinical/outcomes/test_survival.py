"""Kaplan and Meier: a curve by hand, and laws that any people obey."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.outcomes.survival import Curve, Followed, Step, kaplan_meier
from openkap.clinical.values import Known, Missing, Unknown

people = st.lists(st.builds(Followed, st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def curve(watched: list[Followed], level: float = 0.95) -> Curve:
    n = len(watched)
    found = kaplan_meier(watched, Among(n, n, n, n, n), level)
    assert isinstance(found, Curve)
    return found


def test_five_people_by_hand() -> None:
    found = curve([Followed(d, e) for d, e in ((2, True), (3, False), (3, True), (5, True), (8, False))])
    assert [(s.days, s.at_risk, s.events) for s in found.steps] == [(2, 5, 1), (3, 4, 1), (5, 2, 1)]
    assert [s.remaining for s in found.steps] == pytest.approx([0.8, 0.6, 0.3])
    assert found.steps[1].error == pytest.approx(0.6 * math.sqrt(1 / 20 + 1 / 12))
    assert (found.events, found.median()) == (3, Known(5))
    at = [found.at(day) for day in (1, 2, 4.9, 8)]
    assert [a.value.remaining for a in at if isinstance(a, Known)] == pytest.approx([1, 0.8, 0.6, 0.3])
    assert found.at(8.1) == Unknown(Missing.ABSENT, "nobody was watched after day 8")


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_before_the_first_event_everybody_remains_and_that_is_certain(level: float) -> None:
    found = curve([Followed(2, event=True), Followed(3, event=False)], level)
    assert found.at(1.9) == Known(Step(0, 2, 0, 1.0, 0.0, Interval(1.0, 1.0, level)))
    assert found.steps[0].band == Interval(found.steps[0].edges[0], found.steps[0].edges[1], level)


@given(st.integers(1, 12))
def test_of_an_even_number_of_people_the_median_is_the_day_on_which_half_are_gone(pairs: int) -> None:
    assert curve([Followed(day, event=True) for day in range(1, 2 * pairs + 1)]).median() == Known(pairs)
    assert curve([Followed(day, event=True) for day in range(1, 2 * pairs + 2)]).median() == Known(pairs + 1)


def test_the_limits_of_the_median_are_where_the_edges_of_the_band_reach_half() -> None:
    """Both edges of the band are between 0 and 1 until the last person is gone; from then on only beneath is known."""
    found = curve([Followed(day, event=True) for day in range(1, 41)])
    low, high = found.median_between()
    assert isinstance(low, Known)
    assert isinstance(high, Known)
    edges = {step.days: step.edges for step in found.steps}
    assert edges[low.value][0] <= 0.5 < edges[low.value - 1][0]
    assert edges[high.value][1] <= 0.5 < edges[high.value - 1][1]
    assert low.value < 20 < high.value
    one = curve([Followed(3, event=True)])
    never = Unknown(Missing.ABSENT, "the band does not reach half while people were watched")
    assert one.median_between() == (Known(3), never)


def test_where_more_than_half_remain_the_median_is_unknown() -> None:
    found = curve([Followed(4, event=False)] * 19 + [Followed(2, event=True)])
    assert found.median() == Unknown(Missing.ABSENT, "more than half had no event while watched")
    assert all(isinstance(edge, Unknown) for edge in found.median_between())


def test_after_the_last_person_error_and_band_are_unknown() -> None:
    last = curve([Followed(1, event=True), Followed(2, event=True)]).steps[-1]
    why = Unknown(Missing.ABSENT, "the last person at risk had the event")
    assert (last.remaining, last.error, last.band) == (0.0, why, why)


def test_nobody_is_unknown_and_a_wrong_count_is_refused() -> None:
    nobody = Unknown(Missing.ABSENT, "nobody was followed, so there is no curve")
    assert kaplan_meier([], Among(3, 2, 1, 0, 0)) == nobody
    with pytest.raises(ValueError, match="1 people are in the figure, but 2"):
        kaplan_meier([Followed(1, event=True)], Among(2, 2, 2, 2, 2))
    for days in (math.nan, math.inf, -0.1):
        with pytest.raises(ValueError, match=f"^{days} days is no time of follow-up. Count from the start.$"):
            Followed(days, event=True)


@given(people)
def test_without_censoring_it_is_the_share_still_to_come(watched: list[Followed]) -> None:
    events = [Followed(p.days, event=True) for p in watched]
    for step in curve(events).steps:
        assert step.remaining == pytest.approx(sum(p.days > step.days for p in events) / len(events))


@given(people)
def test_it_only_falls_and_its_band_holds_it_and_widens_with_the_level(watched: list[Followed]) -> None:
    found, wider = curve(watched), curve(watched, 0.99)
    heights = [1.0, *(s.remaining for s in found.steps)]
    assert heights == sorted(heights, reverse=True)
    for step, wide in zip(found.steps, wider.steps, strict=True):
        if isinstance(step.band, Interval) and isinstance(wide.band, Interval):
            assert 0 <= wide.band.low <= step.band.low <= step.remaining <= step.band.high <= wide.band.high <= 1


@given(people, st.randoms())
def test_order_does_not_matter(watched: list[Followed], chance: object) -> None:
    mixed = watched.copy()
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert curve(mixed) == curve(watched)


@given(people)
def test_one_more_who_stays_to_the_end_never_lowers_it(watched: list[Followed]) -> None:
    more = curve([*watched, Followed(12, event=False)])
    for before, after in zip(curve(watched).steps, more.steps, strict=True):
        assert after.remaining >= before.remaining
