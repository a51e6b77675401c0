"""Each method by its own formula, each comparison at its limit, and the reasons word for word.

Hazards: HZ-12, HZ-13.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from openkap.clinical.instruments import methods
from openkap.clinical.instruments.columns import score_columns
from openkap.clinical.instruments.definition import Clause, Instrument, Level, MissingRule, Score, Subscore
from openkap.clinical.instruments.earlier import (
    Before,
    DoseInForce,
    EarlierAnswer,
    EarlierScore,
    Past,
    answer_before,
    counts,
    score_before,
)
from openkap.clinical.instruments.flags import could_be_rise
from openkap.clinical.instruments.rules import BlankRule, FlagLevel, FlagRule, RiseRule, Since
from openkap.clinical.instruments.scoring import AnswerError, Complete, assess
from openkap.clinical.instruments.wording import Wording, put_in
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.content import catalogue

NOW = datetime(2026, 10, 6, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NONE = MissingRule(0, ())
ABC = ("a", "b", "c")


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


PHQ, WHO5 = instrument("phq-9"), instrument("who-5")


def score(**more: Any) -> Score:
    return Score("x", ABC, 0, 9, NONE, (), **more)


def part(**more: Any) -> Subscore:
    return Subscore("p", "P", "x", ABC, (), **more)


def test_each_method_says_its_own_formula() -> None:
    two = {"a": 1, "b": 4, "other": 9}
    assert methods.total(score(), two) == 5
    assert methods.times_total(score(times=4), two) == 20
    assert methods.times_total(score(times=1), two) == 5
    assert methods.mean(score(), two) == Decimal("2.500")
    assert methods.mean(score(), {"a": 1, "b": 1, "c": 0}) == Decimal("0.667")
    assert methods.mean(score(), {}) is None
    assert methods.percent(score(maximum=12), two) == Decimal("41.667")
    assert methods.tabled(score(table=(Decimal(40), Decimal(45), Decimal(50)), raw_from=3), two) == 50
    assert methods.percent_of_zero(score(), {"a": 0, "b": 2, "c": 0}) == Decimal("66.667")
    assert methods.percent_of_zero(score(), {}) is None
    assert methods.percent_at_least(part(at_least=4), {"a": 4, "b": 3, "c": 5}) == Decimal("66.667")
    assert methods.percent_at_least(part(at_least=4), {}) is None
    assert methods.mean_above_zero(part(), {"a": 0, "b": 1, "c": 4}) == Decimal("2.500")
    assert methods.mean_above_zero(part(), {"a": 0}) is None
    assert methods.domain_maxima(score(groups=(("a", "b"),)), {"a": 1, "b": 3, "c": 2}) == 5
    assert methods.domain_maxima(score(groups=(("a", "b"),)), {"c": 2}) == 2


def test_the_highest_level_that_holds_counts_and_a_blank_holds_none() -> None:
    rule = score(levels=(Level(1, ("a", "b"), 1), Level(3, ("c",), 0)))
    said = [methods.highest_level(rule, points) for points in ({}, {"a": 0}, {"b": 1}, {"b": 1, "c": 0})]
    assert said == [0, 0, 1, 3]


def test_a_clause_counts_from_its_limit_to_its_most_and_by_each_items_own() -> None:
    def holds(points: dict[str, int], **more: Any) -> bool:
        return methods.criteria(part(clauses=(Clause(ABC, 2, 2, **more),)), points)

    assert [holds({"a": 2, "b": b}) for b in (1, 2)] == [False, True]
    assert [holds({"a": 2, "b": 2, "c": c}, count_at_most=2) for c in (1, 2)] == [True, False]
    assert holds({"a": 2, "b": 1}, at_least_for={"b": 1})
    assert [holds({"a": 1, "b": b}, sum_at_least=3) for b in (1, 2)] == [False, True]
    assert not methods.criteria(part(clauses=(Clause(ABC, 2, 1), Clause(ABC, 3, 1))), {"a": 2})
    assert not holds({}, at_least_for=dict.fromkeys(ABC, 0)), "a blank is not a zero"


def test_the_reasons_say_how_the_score_came_about() -> None:
    whole = {f"q{n}": 1 for n in range(1, 10)}
    found = assess(PHQ, whole)
    assert found.because[:2] == ("score 9: sum of q1 to q9, 0 to 27", "band mild")
    few = assess(PHQ, {k: v for k, v in whole.items() if k not in {"q2", "q4"}})
    assert few.because[:1] == ("2 of the questions put have no answer (q2, q4), so there is no score.",)
    allowing = replace(PHQ, score=replace(PHQ.score, missing=MissingRule(2, ())))
    prorated = assess(allowing, {k: v for k, v in whole.items() if k != "q2"})
    words = ("score 9.000: sum of q1 to q9, 0 to 27", "prorated, as 2 blank items are allowed", "band mild")
    assert prorated.because[:3] == words
    assert isinstance(prorated.outcome, Complete)
    assert (prorated.outcome.prorated, set(prorated.outcome.subscores.values())) == (True, {None})
    peg = instrument("peg")
    loose = replace(peg, score=replace(peg.score, missing=MissingRule(1, ())))
    assert (
        assess(loose, {"q1": 4, "q2": 6}).because[1]
        == "worked out from the answered items, as 1 blank items are allowed"
    )


def test_a_blank_beyond_what_is_allowed_and_an_unscored_one_give_no_score() -> None:
    allowing = replace(PHQ, score=replace(PHQ.score, missing=MissingRule(1, ())))
    whole = {f"q{n}": 1 for n in range(1, 10)}
    assert assess(allowing, {k: v for k, v in whole.items() if k != "q2"}).complete
    assert not assess(allowing, {k: v for k, v in whole.items() if k not in {"q2", "q3"}}).complete
    asked = replace(allowing, items=(*PHQ.items[:-1], replace(PHQ.items[-1], optional=False)))
    assert not assess(asked, whole).complete


def test_what_is_no_answer_is_named_with_what_would_be() -> None:
    with pytest.raises(AnswerError) as wrong:
        assess(PHQ, {"q1": 4})
    assert str(wrong.value) == "4 is not an answer to PHQ-9 item q1. Give one of 0, 1, 2, 3."
    with pytest.raises(AnswerError) as strange:
        assess(WHO5, {"q9": 1})
    assert str(strange.value) == f"{WHO5.title} has no item 'q9'. Its items are q1, q2, q3, q4, q5."
    with pytest.raises(AnswerError) as uneven:
        score_columns(PHQ, {"q1": [0], "q2": [0, 1, 2]})
    assert str(uneven.value) == "The columns are of different lengths (1, 3)."


# guards HZ-14
def test_a_signal_is_told_in_full() -> None:
    (signal,) = assess(PHQ, {"q9": 1}, closed=False).flags
    said = PHQ.item("q9").label(1)
    display = PHQ.flags[0].display
    because = f"PHQ-9 item q9 = 1, {said} (at least 1; "
    assert signal.because.startswith(because[:-2])
    assert signal.because.endswith(f"): {display}")
    (blank,) = assess(PHQ, {f"q{n}": 0 for n in range(1, 9)}).flags
    means = PHQ.flags[0].if_blank
    assert means is not None
    assert blank == SafetySignal(
        "suicidal-ideation-unknown",
        means.urgency,
        means.answer_within,
        "PHQ-9 item q9 was left blank while the rest was answered: unknown, not zero",
        str(PHQ.pin),
    )


def rise(by: int = 2, **more: Any) -> RiseRule:
    return RiseRule(by, Since.LAST_READING, Urgency.URGENT, HOUR, (), **more)


def flagged(rule: RiseRule, *items: str, levels: tuple[FlagLevel, ...] = ()) -> Instrument:
    return replace(PHQ, flags=(FlagRule("worse", "Worse", items, levels, None, (rule,)),))


def earlier(value: int, days: int = 7) -> Past:
    at = NOW - days * DAY
    return Past(NOW, (EarlierAnswer(at, "q1", value),), (EarlierScore(at, value, {}),))


def test_a_rise_calls_from_its_points_on_and_says_them() -> None:
    watched = flagged(rise(2), "q1")
    assert assess(watched, {"q1": 2}, closed=False, past=earlier(1)).flags == ()
    (signal,) = assess(watched, {"q1": 3}, closed=False, past=earlier(1)).flags
    label = PHQ.item("q1").label(3)
    assert signal.because == f"PHQ-9 item q1 = 3, {label} (2 more than the 1 of 2026-09-29): Worse"
    fall = flagged(rise(2, downward=True), "q1")
    (signal,) = assess(fall, {"q1": 1}, closed=False, past=earlier(3)).flags
    assert "(2 less than the 3 of 2026-09-29)" in signal.because
    assert assess(fall, {"q1": 2}, closed=False, past=earlier(3)).flags == ()


def test_a_fraction_is_said_without_its_idle_zeros_and_a_ten_keeps_its_own() -> None:
    peg = instrument("peg")
    watched = replace(peg, flags=(FlagRule("worse", "Worse", (), (), None, (rise(2),)),))
    known = Past(NOW, (), (EarlierScore(NOW - DAY, Decimal("0.500"), {}),))
    (signal,) = assess(watched, {"q1": 10, "q2": 10, "q3": 10}, past=known).flags
    assert "score (9.5 more than the 0.5 of 2026-10-05)" in signal.because
    ten = Past(NOW, (), (EarlierScore(NOW - DAY, 0, {}),))
    (signal,) = assess(replace(watched, flags=(FlagRule("worse", "Worse", (), (), None, (rise(10),)),)),
                       {"q1": 10, "q2": 10, "q3": 10}, past=ten).flags  # fmt: skip
    assert "score (10 more than the 0 of 2026-10-05)" in signal.because


def test_what_may_be_a_rise_calls_as_the_content_says_and_only_where_it_can_be_one() -> None:
    means = BlankRule(Urgency.SAME_DAY, DAY, ())
    watched = flagged(rise(2, if_unknown=means), "q1")
    assert assess(watched, {"q1": 1}, closed=False, past=Past(NOW)).flags == ()
    (signal,) = assess(watched, {"q1": 2}, closed=False, past=Past(NOW)).flags
    label = PHQ.item("q1").label(2)
    assert signal == SafetySignal(
        "worse",
        Urgency.SAME_DAY,
        DAY,
        f"PHQ-9 item q1 = 2, {label} (it may be 2 more than the last reading, which is not known): Worse",
        str(PHQ.pin),
    )
    assert score_columns(watched, {"q1": [1, 2, 3]}).flags == {"worse": frozenset({1, 2})}
    for value, could in ((1, True), (2, False)):
        assert could_be_rise(PHQ, rise(2, downward=True), "q1", value) is could
    for value, could in ((1, False), (2, True)):
        assert could_be_rise(PHQ, rise(2), "", value) is could
    for value, could in ((25, True), (26, False)):
        assert could_be_rise(PHQ, rise(2, downward=True), "", value) is could


def test_a_comparison_is_told_beside_a_more_urgent_level_and_leads_where_it_is_the_graver() -> None:
    level = FlagLevel(3, Urgency.EMERGENCY, HOUR, ())
    watched = flagged(rise(1), "q1", "q2", levels=(level,))
    past = Past(NOW, (EarlierAnswer(NOW - DAY, "q1", 0), EarlierAnswer(NOW - DAY, "q2", 0)))
    (signal,) = assess(watched, {"q1": 3, "q2": 1}, closed=False, past=past).flags
    assert signal.urgency is Urgency.EMERGENCY
    assert "(at least 3; 3 more than the 0 of 2026-10-05; item q2: 1 more than the 0 of 2026-10-05)" in signal.because
    (both,) = assess(watched, {"q1": 1, "q2": 2}, closed=False, past=past).flags
    assert "(1 more than the 0 of 2026-10-05; item q2: 2 more than the 0 of 2026-10-05)" in both.because


def test_the_value_before_is_the_newest_strictly_before_and_young_enough() -> None:
    rule = rise(within=7 * DAY)
    at = [NOW, NOW - DAY, NOW - 2 * DAY]
    answers = tuple(EarlierAnswer(when, "q1", n) for n, when in enumerate(at))
    assert answer_before(rule, Past(NOW, answers), "q1") == Before(1, NOW - DAY)
    assert answer_before(rule, Past(NOW, answers), "q2") is None
    assert answer_before(rule, Past(None, answers), "q1") is None
    for days, known in ((7, True), (7.01, False)):
        old = (EarlierAnswer(NOW - timedelta(days=days), "q1", 1),)
        assert (answer_before(rule, Past(NOW, old), "q1") is not None) is known


def test_a_comparison_with_the_time_before_a_dose_looks_no_later_than_its_beginning() -> None:
    rule = replace(rise(within=DAY, after=timedelta(minutes=90)), since=Since.BEFORE_DOSE)
    dose = DoseInForce(NOW - 2 * HOUR, NOW - timedelta(minutes=90))
    past = Past(NOW, (), (EarlierScore(NOW - 2 * HOUR, 9, {}), EarlierScore(NOW - 3 * HOUR, 4, {})), dose)
    assert score_before(PHQ, rule, past, {}) == Before(4, NOW - 3 * HOUR)
    assert counts(rule, past)
    assert not counts(rule, replace(past, dose=replace(dose, last_at=dose.last_at + timedelta(seconds=1))))
    assert not counts(rule, replace(past, dose=None))
    assert not counts(rule, replace(past, at=None))
    assert counts(rise(), Past())


def test_what_could_not_be_compared_is_said_once_for_a_score_and_never_for_an_item() -> None:
    words = "whether the score is 2 more than the last reading is unknown: there is no earlier score to compare with"
    whole = {f"q{n}": 1 for n in range(1, 10)}
    assert assess(flagged(rise(2)), whole, past=Past(NOW)).because[-1] == words
    assert words not in assess(flagged(rise(2)), whole, past=earlier(9)).because
    assert words not in assess(flagged(rise(2), "q1"), whole, past=Past(NOW)).because
    called = rise(2, if_unknown=BlankRule(Urgency.SAME_DAY, DAY, ()))
    assert words not in assess(flagged(called), whole, past=Past(NOW)).because


def test_loaded_words_go_into_their_slots_and_nothing_else_changes() -> None:
    bare = instrument("madrs")
    words = Wording(
        "es",
        {i.id: f"Pregunta {i.id}" for i in bare.items},
        {i.id: {str(o.value): f"Respuesta {o.value}" for o in i.options} for i in bare.items},
        "Lea.",
    )
    found = put_in(bare, words)
    first = found.items[0]
    assert (first.text, first.options[1].text) == ({"es": "Pregunta q1"}, {"es": f"Respuesta {first.options[1].value}"})
    assert (found.stem, found.instructions) == ({"es": "Lea."}, {})
    assert (found.score, found.flags, [i.id for i in found.items]) == (
        bare.score,
        bare.flags,
        [i.id for i in bare.items],
    )
    numbers = replace(bare, items=tuple(replace(i, number=True) for i in bare.items))
    typed = put_in(numbers, replace(words, options={}))
    assert typed.items[0].options[1].text == {"es": str(typed.items[0].options[1].value)}
    small = Wording("es", {"q1": "¿Sí?"}, {"q1": {"0": "No"}})
    kept = '{"instructions": "", "items": {"q1": "¿Sí?"}, "language": "es", "options": {"q1": {"0": "No"}}, "stem": ""}'
    assert small.digest == sha256(kept.encode()).hexdigest()
