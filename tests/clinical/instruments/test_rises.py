"""What got worse is seen although the total fell, and what is not known from before silences nothing.

Hazards: HZ-13, HZ-14.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.earlier import DoseInForce, EarlierAnswer, EarlierScore, Past
from openkap.clinical.instruments.scoring import assess
from openkap.clinical.signals import Urgency
from openkap.content import catalogue

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


def past(*answers: tuple[int, str, int], scores: tuple[tuple[int, int], ...] = ()) -> Past:
    """Answers and scores, each so many days ago."""
    return Past(
        NOW,
        tuple(EarlierAnswer(NOW - days * DAY, item, value) for days, item, value in answers),
        tuple(EarlierScore(NOW - days * DAY, value, {}) for days, value in scores),
    )


# guards HZ-14
@given(before=st.integers(0, 3), now=st.integers(0, 3), others=st.integers(0, 3))
def test_a_suicide_item_that_rose_is_urgent_whatever_the_total(before: int, now: int, others: int) -> None:
    answers = {f"q{n}": others for n in range(1, 9)} | {"q9": now}
    found = assess(instrument("phq-9"), answers, past=past((7, "q9", before)))
    said = " ".join(f.because for f in found.flags)
    assert (f"{now - before} more than the {before} of 2026-09-29" in said) == (now > before)
    assert now <= before or found.flags[0].urgency.rank >= Urgency.URGENT.rank


def test_an_item_below_its_own_limit_calls_when_it_rose() -> None:
    madrs = instrument("madrs")
    assert [f.urgency for f in assess(madrs, {"q10": 1}, closed=False, past=past((7, "q10", 0))).flags] == ["urgent"]
    assert assess(madrs, {"q10": 1}, closed=False, past=past((7, "q10", 1))).flags == ()
    (unknown,) = assess(madrs, {"q10": 1}, closed=False, past=past()).flags
    assert unknown.urgency == "same-day"
    assert "which is not known" in unknown.because


# guards HZ-13
def test_a_form_that_left_the_item_blank_hides_no_earlier_answer() -> None:
    known = past((14, "q10", 0), (7, "q1", 3))
    (found,) = assess(instrument("madrs"), {"q10": 1}, closed=False, past=known).flags
    assert "1 more than the 0 of 2026-09-22" in found.because


def test_the_newest_answer_counts_and_none_from_after() -> None:
    madrs = instrument("madrs")
    assert assess(madrs, {"q10": 1}, closed=False, past=past((14, "q10", 0), (7, "q10", 1))).flags == ()
    later = past((-1, "q10", 0), (7, "q10", 1))
    assert assess(madrs, {"q10": 1}, closed=False, past=later).flags == ()


def test_several_comparisons_are_all_told_and_the_most_urgent_leads() -> None:
    known = past((7, "q1", 0), (7, "q4", 0))
    (first, high) = assess(instrument("c-ssrs-screener"), {"q1": 1, "q4": 1}, closed=False, past=known).flags
    assert (first.urgency, high.urgency) == ("urgent", "emergency")
    assert "item q4: 1 more than the 0" in first.because


@pytest.mark.parametrize(("score", "calls"), [(22, True), (21, False)])
def test_a_score_is_compared_as_soon_as_it_can_only_be_so_high(score: int, calls: bool) -> None:
    known = past((30, "working", 1), scores=((30, 14),))
    known = Past(NOW, known.answers, (EarlierScore(NOW - 30 * DAY, 14, {"working": 1}),))
    answers = {"working": 1, "q1": 8, "q2": 8, "q3": score - 16}
    assert bool(assess(instrument("wsas"), answers, closed=False, past=known).flags) is calls


def test_scores_of_different_questions_are_not_compared_and_that_is_said() -> None:
    wsas = instrument("wsas")
    answers = {"working": 1, "q1": 8, "q2": 8, "q3": 8, "q4": 8, "q5": 8}
    without = Past(NOW, (), (EarlierScore(NOW - DAY, 4, {"working": 0}),))
    found = assess(wsas, answers, past=without)
    assert found.flags == ()
    assert "unknown: there is no earlier score" in found.because[-1]
    with_work = Past(NOW, (), (*without.scores, EarlierScore(NOW - 2 * DAY, 9, {"working": 1})))
    assert [f.id for f in assess(wsas, answers, past=with_work).flags] == ["worse-functioning"]


@pytest.mark.parametrize(
    ("minutes", "before", "raised"),
    [(120, 3, False), (120, 2, True), (120, None, True), (90, 2, True), (89, 2, False), (None, None, False)],
)
def test_dissociation_is_held_against_the_rating_before_the_dose(
    minutes: int | None, before: int | None, raised: bool
) -> None:
    dose = DoseInForce(NOW - timedelta(minutes=minutes), NOW - timedelta(minutes=minutes)) if minutes else None
    at = NOW - timedelta(minutes=minutes or 0) - timedelta(hours=1)
    scores = () if before is None else (EarlierScore(at, before, {}),)
    known = Past(NOW, (), (*scores, EarlierScore(NOW - timedelta(minutes=30), 40, {})), dose)
    answers = {f"q{n}": 0 for n in range(1, 24)} | {"q1": 4, "q2": 1}
    assert bool(assess(instrument("cadss"), answers, past=known).flags) is raised


def test_a_rating_of_another_day_is_not_the_one_before_the_dose() -> None:
    dose = DoseInForce(NOW - timedelta(hours=2), NOW - timedelta(hours=2))
    old = Past(NOW, (), (EarlierScore(NOW - timedelta(days=2), 5, {}),), dose)
    answers = {f"q{n}": 0 for n in range(1, 24)} | {"q1": 4, "q2": 1}
    (found,) = assess(instrument("cadss"), answers, past=old).flags
    assert "which is not known" in found.because
