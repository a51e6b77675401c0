"""Laws of scoring, over the shipped instruments and generated answers. Hazards: HZ-12, HZ-13."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.instruments.definition import Instrument, MissingRule
from openkap.clinical.instruments.scoring import AnswerError, Complete, Incomplete, assess
from openkap.content import catalogue

IDS = ("phq-9", "gad-7", "pcl-5", "asq")
SUMS = ("phq-9", "gad-7", "pcl-5")


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


def answered(definition: Instrument) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({i: st.sampled_from(sorted(definition.values[i])) for i in definition.score.of})


def score(definition: Instrument, answers: Mapping[str, object]) -> int | Decimal:
    outcome = assess(definition, answers).outcome
    assert isinstance(outcome, Complete)
    return outcome.score


def spread(definition: Instrument, total: int) -> dict[str, int]:
    """Answers that sum to ``total``, filled from the first item on."""
    answers = {}
    for item in definition.score.of:
        answers[item] = min(total, max(definition.values[item]))
        total -= answers[item]
    return answers


@pytest.mark.parametrize("id_", IDS)
@given(data=st.data())
def test_a_score_stays_in_its_range_and_its_band(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    outcome = assess(definition, data.draw(answered(definition))).outcome
    assert isinstance(outcome, Complete)
    assert definition.score.low <= outcome.score <= definition.score.high
    band = next(b for b in definition.bands if b.name == outcome.band)
    assert band.low <= outcome.score <= band.high


@pytest.mark.parametrize("id_", IDS)
@given(data=st.data())
def test_a_worse_answer_never_lowers_score_or_urgency(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    before = data.draw(answered(definition))
    item = data.draw(st.sampled_from(definition.score.of))
    worse = before | {item: data.draw(st.sampled_from([v for v in definition.values[item] if v >= before[item]]))}
    assert score(definition, worse) >= score(definition, before)
    then = {f.id: f.urgency.rank for f in assess(definition, before).flags}
    now = {f.id: f.urgency.rank for f in assess(definition, worse).flags}
    assert all(now[id_] >= rank for id_, rank in then.items())


@pytest.mark.parametrize("id_", IDS)
@given(data=st.data())
def test_the_order_in_which_answers_come_does_not_matter(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    answers = data.draw(answered(definition))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert assess(definition, shuffled) == assess(definition, answers)


# guards HZ-13
@pytest.mark.parametrize("id_", SUMS)
@given(data=st.data())
def test_a_blank_never_gives_a_number(id_: str, data: st.DataObject) -> None:
    definition = instrument(id_)
    answers: dict[str, int | None] = dict(data.draw(answered(definition)))
    blank = data.draw(st.sets(st.sampled_from(definition.score.of), min_size=1))
    found = assess(definition, answers | dict.fromkeys(blank))
    assert found.outcome == Incomplete(tuple(i for i in definition.score.of if i in blank))
    assert not found.complete


# guards HZ-12
@pytest.mark.parametrize("id_", SUMS)
def test_every_band_begins_and_ends_where_it_says(id_: str) -> None:
    definition = instrument(id_)
    for band in definition.bands:
        for total in (band.low, band.high):
            outcome = assess(definition, spread(definition, total)).outcome
            assert isinstance(outcome, Complete)
            assert (outcome.score, outcome.band) == (total, band.name)
    cuts = [b.low for b in definition.bands[1:]]
    for cut in cuts:
        below, at = (assess(definition, spread(definition, t)).outcome for t in (cut - 1, cut))
        assert isinstance(below, Complete)
        assert isinstance(at, Complete)
        assert below.band != at.band


@pytest.mark.parametrize(
    ("id_", "answers"),
    [
        ("phq-9", {"q1": 4}),
        ("phq-9", {"q1": -1}),
        ("phq-9", {"q1": True}),
        ("phq-9", {"q1": 1.0}),
        ("phq-9", {"q1": "1"}),
        ("phq-9", {"q10": 1}),
        ("pcl-5", {"q1": 5}),
        ("asq", {"q1": 2}),
    ],
)
def test_an_answer_that_does_not_exist_is_refused_before_anything_is_scored(
    id_: str, answers: dict[str, object]
) -> None:
    with pytest.raises(AnswerError, match=r"Its items are|Give one of"):
        assess(instrument(id_), answers)


# guards HZ-13
def test_prorating_is_a_choice_of_the_content_and_never_imputes_a_safety_item() -> None:
    phq = instrument("phq-9")
    assert phq.score.missing.allow == 0
    allowing = replace(phq, score=replace(phq.score, missing=MissingRule(2, phq.score.missing.basis)))
    answers = spread(phq, 21)  # q1 to q7 at 3, q8 and q9 at 0
    found = assess(allowing, answers | {"q7": None})
    assert found.outcome == Complete(
        Decimal(18) * 9 / 8,
        "severe",
        {"major-depressive-syndrome": None, "other-depressive-syndrome": None},
        prorated=True,
    )
    assert assess(allowing, answers | {"q9": None}).outcome == Incomplete(("q9",))
    assert assess(allowing, answers | {"q1": None, "q2": None, "q3": None}).outcome == Incomplete(("q1", "q2", "q3"))


def test_the_difficulty_question_is_not_scored_and_may_stay_blank() -> None:
    phq = instrument("phq-9")
    assert score(phq, spread(phq, 5)) == score(phq, spread(phq, 5) | {"difficulty": 3}) == 5


@pytest.mark.parametrize("with_q2", [1, 2])
def test_major_depressive_syndrome_needs_a_core_symptom_and_counts_item_9_from_several_days(with_q2: int) -> None:
    answers = {"q1": 1, "q2": with_q2, "q3": 2, "q4": 2, "q5": 2, "q6": 1, "q7": 0, "q8": 0, "q9": 1}
    outcome = assess(instrument("phq-9"), answers).outcome
    assert isinstance(outcome, Complete)
    assert outcome.subscores["major-depressive-syndrome"] is (with_q2 == 2)
