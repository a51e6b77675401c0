"""Each scoring method, the questions that are not put, and flags that look at the score. Hazards: HZ-12, HZ-13."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import Complete, Incomplete, assess, is_put
from openkap.clinical.values import Truth
from openkap.content import catalogue

EVERY = catalogue.ids("instruments")


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


def answers(id_: str, *values: int | None) -> dict[str, Any]:
    return dict(zip(instrument(id_).score.of, values, strict=True))


def score(id_: str, given_: dict[str, Any]) -> Any:
    outcome = assess(instrument(id_), given_).outcome
    return outcome.score if isinstance(outcome, Complete) else None


# guards HZ-12
@pytest.mark.parametrize("id_", EVERY)
@given(data=st.data())
def test_whatever_is_answered_the_score_stays_in_its_range_and_its_band(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    given_ = {i.id: data.draw(st.sampled_from(sorted(i.values))) for i in definition.items}
    outcome = assess(definition, given_).outcome
    assert isinstance(outcome, Complete)
    assert definition.score.low <= outcome.score <= definition.score.high
    if definition.bands:
        band = next(b for b in definition.bands if b.name == outcome.band)
        assert band.low <= outcome.score < band.high + 1


# guards HZ-13
@pytest.mark.parametrize("id_", EVERY)
def test_nothing_answered_is_never_a_number_and_never_a_low_score(id_: str) -> None:
    found = assess(instrument(id_), {}, closed=False)
    assert isinstance(found.outcome, Incomplete)
    assert found.flags == ()


@pytest.mark.parametrize("id_", [i for i in EVERY if instrument(i).score.missing.allow])
@given(data=st.data())
def test_more_blanks_than_the_file_allows_give_no_score(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    units = definition.score.units
    left_out = data.draw(st.sets(st.sampled_from(units), min_size=definition.score.missing.allow + 1))
    blank = {i for unit in left_out for i in unit}
    given_ = {i.id: data.draw(st.sampled_from(sorted(i.values))) for i in definition.items if i.id not in blank}
    assert isinstance(assess(definition, given_).outcome, Incomplete)


def test_a_group_counts_its_highest_answer_and_is_blank_only_when_all_of_it_is() -> None:
    whole = answers("qids-sr16", *[1] * 16)
    assert score("qids-sr16", whole) == 9
    assert score("qids-sr16", whole | {"q2": 3, "q3": 3}) == 11
    assert score("qids-sr16", whole | {"q1": None, "q2": None, "q3": None}) == 9
    no_sleep = assess(instrument("qids-sr16"), whole | dict.fromkeys(("q1", "q2", "q3", "q4"))).outcome
    assert no_sleep == Complete(Decimal("9.000"), "mild", {}, prorated=True)


def test_a_question_that_hangs_on_one_that_is_not_put_is_not_put_either() -> None:
    audit = instrument("audit")
    never, stale = {"q1": 0}, {"q1": 0, "q2": 4, "q3": 4, "q4": 4, "q9": 0, "q10": 0}
    assert [is_put(audit, audit.item(i), never) for i in ("q2", "q4", "q9")] == [Truth.FALSE, Truth.FALSE, Truth.TRUE]
    assert is_put(audit, audit.item("q4"), {"q1": 1, "q2": 0}) is Truth.UNKNOWN
    assert score("audit", stale) == 0, "what was answered before the first question was changed counts nothing"


def test_in_a_screen_for_danger_a_yes_counts_wherever_it_stands() -> None:
    found = assess(instrument("c-ssrs-screener"), {"q1": 0, "q2": 0, "q5": 1, "q6": 0})
    assert isinstance(found.outcome, Complete)
    assert found.outcome.band == "high"
    assert "suicide-risk-high" in {f.id for f in found.flags}


# guards HZ-14
@given(done=st.integers(0, 5), data=st.data())
def test_a_flag_on_the_score_is_raised_as_soon_as_no_answer_can_take_it_back(done: int, data: st.DataObject) -> None:
    asrm = instrument("asrm")
    given_ = {f"q{n}": data.draw(st.integers(0, 4)) for n in range(1, done + 1)}
    raised = [f.id for f in assess(asrm, given_, closed=False).flags]
    assert raised == (["possible-mania"] if sum(given_.values()) >= 6 else [])


def test_a_flag_for_a_low_score_waits_for_the_whole_score() -> None:
    assert assess(instrument("who-5"), {"q1": 0, "q2": 0}, closed=False).flags == ()
    (flag,) = assess(instrument("who-5"), answers("who-5", 1, 1, 1, 1, 3)).flags
    assert (flag.id, "at most 28" in flag.because) == ("low-well-being", True)
    assert assess(instrument("who-5"), answers("who-5", 2, 2, 2, 2, 0)).flags == ()


def test_a_flag_on_a_score_says_the_same_while_the_score_grows() -> None:
    """The reason names the limit, not the running score, so that one alert stays one alert."""
    first = assess(instrument("asrm"), {"q1": 4, "q2": 2}, closed=False).flags
    assert assess(instrument("asrm"), {"q1": 4, "q2": 4, "q3": 4}, closed=False).flags == first


def test_sedation_is_raised_downward() -> None:
    raised = {v: [f.urgency.value for f in assess(instrument("moaa-s"), {"q1": v}).flags] for v in range(6)}
    assert raised == {0: ["emergency"], 1: ["emergency"], 2: ["urgent"], 3: ["urgent"], 4: [], 5: []}


def test_drinks_a_drinking_day_are_unknown_without_one() -> None:
    outcome = assess(instrument("timeline-followback"), answers("timeline-followback", *[0] * 30)).outcome
    assert isinstance(outcome, Complete)
    assert outcome.subscores["drinks-per-drinking-day"] is None


def _calendar(*drinks: int | None) -> dict[str, object]:
    return {f"d{day}": drunk for day, drunk in enumerate(drinks, 1) if drunk is not None}


def test_drinking_again_is_told_as_soon_as_fourteen_dry_days_stand_before_it() -> None:
    calendar = instrument("timeline-followback")
    assert assess(calendar, _calendar(0, 3, *[0] * 13), closed=False).flags == ()
    (flag,) = assess(calendar, _calendar(0, 3, *[0] * 14), closed=False).flags
    assert (flag.id, flag.urgency.value) == ("drinking-again", "routine")
    assert "item d2 = 3 (at least 1, after 14 in a row without one)" in flag.because


@pytest.mark.parametrize(("day_3", "closed", "raised"), [(1, True, 0), (None, False, 0), (None, True, 1)])
def test_a_day_not_known_ends_no_dry_time_once_the_person_is_done(day_3: int | None, closed: bool, raised: int) -> None:
    found = assess(
        instrument("timeline-followback"), _calendar(2, 0, day_3, *[0] * 12, 1, *[0] * 10, 1, 0, 0, 0), closed=closed
    )
    assert len(found.flags) == raised


def test_a_day_not_known_leaves_the_score_standing_although_the_calendar_has_a_flag() -> None:
    outcome = assess(instrument("timeline-followback"), _calendar(None, *[0] * 29)).outcome
    assert isinstance(outcome, Complete)
    assert outcome.score == 100


def test_an_answer_of_a_skeleton_is_told_by_its_value() -> None:
    (flag,) = assess(instrument("madrs"), {"q10": 3}, closed=False).flags
    assert "MADRS item q10 = 3 (at least 2)" in flag.because


def test_a_mean_of_nothing_is_no_number_even_where_every_blank_is_allowed() -> None:
    peg = instrument("peg")
    allowing = replace(peg, score=replace(peg.score, missing=replace(peg.score.missing, allow=3)))
    assert assess(allowing, {}).outcome == Incomplete(("q1", "q2", "q3"))


def test_a_form_with_flags_can_call_and_one_without_cannot() -> None:
    assert [instrument(i).can_alert for i in ("phq-9", "phq-8")] == [True, False]
