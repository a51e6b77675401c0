"""A programme's figures: of whom they speak, what hides, and what cannot be told yet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.change import Rules, Score
from openkap.clinical.outcomes.classes import Shape
from openkap.clinical.outcomes.programme import Treated, programme
from openkap.clinical.outcomes.proportions import wilson
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.told import Hidden, Means, Programme, Span, Spread
from openkap.clinical.values import Known, Missing, Unknown
from openkap.content import catalogue
from openkap.content.changerules import rules_of

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
NOW = FIRST + timedelta(days=200)
PHQ: Rules = rules_of(catalogue.entry("instruments", "phq-9").value)
STANDARDS: Standards = catalogue.entry("standards", "programme").value
WEEK_4 = STANDARDS.point("week-4")


def person(*pairs: tuple[float, int], began: datetime | None = FIRST, eligible: bool = True) -> Treated:
    since = began or FIRST
    return Treated(eligible, began, tuple(Score(since + timedelta(days=d), Decimal(v)) for d, v in pairs))


def told(people: list[Treated], rules: Rules = PHQ) -> Programme:
    return programme(people, rules, WEEK_4, STANDARDS, NOW)


RESPONDER = person((-1, 20), (7, 12), (28, 4), (60, 5))
NO_RESPONDER = person((-1, 20), (7, 19), (28, 18), (60, 17))
WORSE = person((-1, 14), (7, 16), (28, 21))
NOT_MEASURED = person((-1, 20))
LOST = person((-1, 20), (7, 15))
NOT_YET = person((-1, 20), (7, 3), began=NOW - timedelta(days=30))
NOT_STARTED = person(began=None)
HELD = person(began=None, eligible=False)
MANY = [*[RESPONDER] * 12, *[NO_RESPONDER] * 10, *[WORSE] * 6, *[NOT_MEASURED] * 3, *[LOST] * 2, *[NOT_YET] * 4,
        *[NOT_STARTED] * 5, *[HELD] * 8]  # fmt: skip


def test_every_step_from_referral_to_analysis() -> None:
    flow = told(MANY).flow
    assert (flow.referred, flow.eligible, flow.started, flow.reached, flow.measured, flow.analysed) == (
        50, 42, 37, 33, 30, 28,
    )  # fmt: skip


def test_who_began_without_a_decision_on_record_was_eligible() -> None:
    assert told([replace(RESPONDER, eligible=False)]).flow.eligible == 1


def test_a_share_counts_those_analysed_and_bounds_all_who_reached_the_day() -> None:
    response = told(MANY).figure("response").share
    assert isinstance(response, Known)
    assert (response.value.met, response.value.among.analysed, response.value.among.started) == (12, 28, 33)
    assert response.value.interval == wilson(12, 28)
    assert response.value.worst == pytest.approx(12 / 33)
    assert response.value.best == pytest.approx(17 / 33), "3 not measured and 2 lost could all have responded"


def test_getting_worse_stands_beside_getting_better() -> None:
    found = told(MANY)
    worse, better = found.figure("worse").share, found.figure("better").share
    assert isinstance(worse, Known)
    assert isinstance(better, Known)
    assert (worse.value.met, better.value.met) == (6, 12)


def test_below_the_least_number_nothing_is_told() -> None:
    found = told([RESPONDER] * 5 + [NO_RESPONDER] * 4)
    share = found.figure("response").share
    assert isinstance(share, Unknown)
    assert share.detail == "9 people were analysed, and a share needs 10"
    assert [
        getattr(part, "detail", "") for part in (found.baseline, found.to_response, found.to_relapse, found.shapes)
    ] == [
        "9 people were analysed, and a mean needs 10",
        "9 people were analysed, and a curve needs 10",
        "5 people were analysed, and a curve needs 10",
        "9 people were analysed, and a table of shapes needs 10",
    ]
    assert isinstance(found.means, Unknown)


def test_from_the_least_number_on_everything_is_told() -> None:
    found = told([RESPONDER] * 10)
    assert isinstance(found.figure("response").share, Known)
    assert found.baseline == Spread(10, 20.0, 0.0)
    for curve in (found.to_response, found.to_relapse):
        assert isinstance(curve, Span)
        assert curve.curve.among == Among(10, 10, 10, 10, 10)
    assert not isinstance(found.shapes, Unknown)
    assert dict(found.shapes)[Shape.LATE] == 10


def test_a_curve_says_who_was_referred_eligible_and_measured_since() -> None:
    found = told(MANY)
    assert isinstance(found.to_response, Span)
    assert found.to_response.curve.among == Among(50, 42, 37, 34, 34)


def test_a_score_at_the_instant_of_the_dose_was_measured_since() -> None:
    assert told([person((-1, 20), (0, 12))]).flow.measured == 1


def test_every_figure_names_the_rule_it_rests_on() -> None:
    rules = {f.id: f.rule for f in told(MANY).figures}
    assert rules == {
        "response": PHQ.response,
        "remission": PHQ.remission,
        "better": PHQ.reliable,
        "worse": PHQ.reliable,
    }


@pytest.mark.parametrize(("responders", "others"), [(4, 20), (20, 4), (1, 9)])
def test_few_people_on_one_side_hide_the_share(responders: int, others: int) -> None:
    assert told([RESPONDER] * responders + [NO_RESPONDER] * others).figure("response").share == Hidden(5)


@pytest.mark.parametrize(("responders", "others"), [(0, 12), (12, 0), (5, 5)])
def test_none_all_and_enough_are_told(responders: int, others: int) -> None:
    assert isinstance(told([RESPONDER] * responders + [NO_RESPONDER] * others).figure("response").share, Known)


def test_a_measure_without_a_rule_has_no_share_and_no_curve() -> None:
    found = told(MANY, Rules("MINE", Decimal(0), Decimal(27), lower_is_better=True))
    why = Unknown(Missing.ABSENT, "no rule was found in a source for MINE")
    for figure in found.figures:
        assert figure.share == why
    assert (found.to_response, found.to_relapse, found.shapes) == (why, why, why)


def test_who_cannot_be_judged_by_a_rule_leaves_its_denominator() -> None:
    """Of a baseline of 0 there is no percentage; remission can still be told."""
    found = told([person((-1, 0), (28, 0))] * 5 + [RESPONDER] * 10)
    response, remission = found.figure("response").share, found.figure("remission").share
    assert isinstance(response, Known)
    assert isinstance(remission, Known)
    assert (response.value.among.analysed, remission.value.among.analysed) == (10, 15)


def test_days_to_response_and_to_relapse_speak_of_those_who_can_have_them() -> None:
    relapse = person((-1, 20), (7, 8), (28, 18))
    found = told([RESPONDER] * 10 + [relapse] * 6 + [NO_RESPONDER] * 7 + [NOT_MEASURED] * 2)
    assert not isinstance(found.to_response, Unknown)
    assert not isinstance(found.to_relapse, Unknown)
    assert (found.to_response.curve.among.analysed, found.to_response.curve.events) == (23, 16)
    assert (found.to_relapse.curve.among.analysed, found.to_relapse.curve.events) == (16, 6)
    assert found.to_relapse.at_risk(21) == 16
    assert found.to_relapse.at_risk(21.5) == 10


def test_shapes_add_up_and_one_small_cell_hides_a_second() -> None:
    found = told(MANY).shapes
    assert not isinstance(found, Unknown)
    counts = dict(found)
    assert counts[Shape.LATE] == 12
    assert counts[Shape.WORSE] == 6
    assert counts[Shape.EARLY] == Hidden(5), "4 people who began lately"
    assert counts[Shape.OPEN] == Hidden(5), "2 people, lost after a week"
    assert counts[Shape.UNKNOWN] == Hidden(5)
    alone = dict(told([RESPONDER] * 9 + [NO_RESPONDER] * 7 + [WORSE] * 3).shapes)  # type: ignore[arg-type]
    assert alone[Shape.WORSE] == Hidden(5)
    assert alone[Shape.NONE] == Hidden(5), "else the total would give the 3 away"
    assert alone[Shape.LATE] == 9


def test_few_hidden_people_together_hide_the_next_smallest_as_well() -> None:
    """Whoever takes what is told from those who started would find 2 people in two cells, so one in each."""
    found = told([RESPONDER] * 9 + [NO_RESPONDER] * 7 + [WORSE] + [LOST]).shapes
    assert not isinstance(found, Unknown)
    assert {kind for kind, count in found if count == Hidden(5)} == {Shape.WORSE, Shape.OPEN, Shape.NONE}
    assert dict(found)[Shape.LATE] == 9
    enough = told([RESPONDER] * 9 + [NO_RESPONDER] * 7 + [WORSE] * 2 + [LOST] * 3).shapes
    assert not isinstance(enough, Unknown)
    assert dict(enough)[Shape.NONE] == 7, "5 in two cells could be 1 and 4, or 2 and 3"


def test_means_by_week_need_enough_people_and_stand_at_the_mean_baseline() -> None:
    people = [person((-1, 20 + n % 3), (7, 15 - n % 5), (28, 9 + n % 7), (60, 8 + n % 4)) for n in range(40)]
    found = told(people).means
    assert not isinstance(found, Unknown)
    assert [m.point.id for m in found.at] == ["week-1", "week-4", "week-8"]
    assert (found.people, found.at[0].measured) == (40, 40)
    plain = sum(15 - n % 5 for n in range(40)) / 40
    assert found.at[0].estimate.value == pytest.approx(plain, abs=1e-6), "with nothing missing it is the plain mean"
    few = told(people[:29]).means
    assert few == Unknown(Missing.ABSENT, "29 people were analysed, and the model needs 30")


@pytest.mark.parametrize(("first_week", "told_of"), [(10, [("week-1", 10), ("week-4", 30)]), (9, [("week-4", 30)])])
def test_the_model_takes_in_every_week_with_enough_people(first_week: int, told_of: list[tuple[str, int]]) -> None:
    people = [person((-1, 20 + n % 3), *([(7, 15 - n % 5)] * (n < first_week)), (28, 9 + n % 7)) for n in range(30)]
    found = told(people).means
    assert isinstance(found, Means)
    assert [(m.point.id, m.measured) for m in found.at] == told_of


def test_where_the_model_cannot_tell_it_says_so() -> None:
    """Everybody alike has no spread, so there is no covariance to find."""
    found = told([RESPONDER] * 40).means
    assert isinstance(found, Unknown)


@given(st.lists(st.sampled_from(MANY), max_size=60))
def test_nobody_is_counted_twice_and_no_small_count_is_told(people: list[Treated]) -> None:
    found = told(people)
    steps = (found.flow.referred, found.flow.eligible, found.flow.started, found.flow.reached, found.flow.measured,
             found.flow.analysed)  # fmt: skip
    assert list(steps) == sorted(steps, reverse=True)
    if not isinstance(found.shapes, Unknown):
        counts = [count for _, count in found.shapes if isinstance(count, int)]
        cells, unsaid = len(found.shapes) - len(counts), found.flow.started - sum(counts)
        assert unsaid == 0 or (cells > 1 and unsaid >= STANDARDS.small)
        assert all(count == 0 or count >= STANDARDS.small for count in counts)
    for figure in found.figures:
        if isinstance(figure.share, Known):
            among = figure.share.value.among
            assert among.analysed >= STANDARDS.people
            for side in (figure.share.value.met, among.analysed - figure.share.value.met):
                assert side == 0 or side >= STANDARDS.small
