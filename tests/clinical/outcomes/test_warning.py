"""Early warning: what holds, what could not be judged, and that an old day answers as it did."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.outcomes.change import Rule, Rules, Score
from openkap.clinical.outcomes.measured import Due
from openkap.clinical.outcomes.warning import KINDS, TOGETHER, WarningRule, WarningRules, Watched, warnings
from openkap.clinical.sources import Basis, Pin, Verification
from openkap.content import catalogue

FIRST = datetime(2026, 10, 27, 14, tzinfo=UTC)
BASIS = (Basis(Verification.READ, ref="source", at="table 1"),)
PHQ = Rules("PHQ-9", Decimal(0), Decimal(27), True, *(Rule(Decimal(v), BASIS) for v in (50, 4, 6)))
RULES = catalogue.entry("warnings", "relapse-and-silence").value


def day(number: float) -> datetime:
    return FIRST + timedelta(days=number)


def watched(*scores: tuple[int, int], missed: tuple[int, ...] = (), began: bool = True, rules: Rules = PHQ) -> Watched:
    taken = tuple(Score(day(d), Decimal(v)) for d, v in scores)
    answered = tuple(Due(s.at - timedelta(hours=1), s.at + timedelta(hours=1), s.at, scored=True) for s in taken)
    silent = tuple(Due(day(d), day(d) + timedelta(hours=1)) for d in missed)
    return Watched(rules, taken, (*answered, *silent), FIRST if began else None)


def held(one: Watched, now: float, rules: WarningRules = RULES) -> dict[str, str]:
    return {w.rule.id: w.because for w in warnings(rules, (one,), day(now))[0]}


def since(one: Watched, now: float, rule: str) -> list[datetime]:
    """Since when the rule holds; empty where it does not."""
    return [w.since for w in warnings(RULES, (one,), day(now))[0] if w.rule.id == rule]


def lacking(one: Watched, now: float) -> dict[str, str]:
    return {n.rule.id: n.because for n in warnings(RULES, (one,), day(now))[1]}


def test_a_warning_says_why_in_the_persons_own_scores() -> None:
    found = held(watched((-1, 20), (7, 6), (14, 12)), 15)
    assert found["worse-than-best"] == "12 now and 6 at best: 6 points worse; 6 are beyond chance"
    assert set(found) == {"worse-than-best", "response-lost"}
    longer = held(watched((-1, 20), (7, 8), (14, 7), (21, 8), (28, 11)), 29)
    assert longer == {
        "response-lost": "the score of 11 is no response any more; an earlier one was",
        "rising": "each was worse than the one before: 7, 8, 11",
    }


def test_where_more_is_better_a_fall_is_the_warning() -> None:
    rising = replace(PHQ, lower_is_better=False)
    assert "worse-than-best" in held(watched((-1, 5), (7, 20), (14, 10), rules=rising), 15)
    assert "worse-than-best" not in held(watched((-1, 5), (7, 10), (14, 20), rules=rising), 15)


@pytest.mark.parametrize(
    ("one", "rule", "says"),
    [
        (watched((-1, 20), (7, 6), (9, 19), rules=replace(PHQ, reliable=None)), "worse-than-best", "no value of reli"),
        (watched((-1, 20), (7, 6), (40, 19), rules=replace(PHQ, reliable=None)), "no-change", "no value of reliable"),
        (watched((7, 6)), "worse-than-best", "two scores since treatment began are needed"),
        (watched((7, 6)), "rising", "3 scores since treatment began are needed"),
        (watched((-1, 4), (7, 5), (14, 6)), "rising", "3 scores since treatment began are needed"),
        (watched((7, 6), (14, 9)), "response-lost", "no score was taken before treatment began"),
        (watched((-1, 20)), "response-lost", "not measured since treatment began"),
        (watched((-1, 20), began=False), "no-change", "treatment has not begun"),
        (watched(), "silence-after-worse", "two scores are needed"),
        (watched((7, 6)), "silence-after-worse", "two scores are needed"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_raises_nothing_and_says_what_it_lacks(one: Watched, rule: str, says: str) -> None:
    assert rule not in held(one, 50)
    assert lacking(one, 50)[rule].startswith(says)


@pytest.mark.parametrize(
    ("rule", "one", "now", "begun"),
    [
        ("worse-than-best", watched((-1, 20), (7, 6), (14, 6), (21, 12)), 22, 21),
        ("worse-than-best", watched((-1, 20), (7, 6), (14, 12), (21, 11)), 22, None),  # worse, and better again
        ("worse-than-best", watched((-1, 4), (7, 12), (14, 12)), 15, None),  # the best before treatment has no say
        ("response-lost", watched((-1, 20), (7, 15), (14, 10), (21, 8), (28, 11)), 29, 28),
        ("response-lost", watched((-1, 20), (7, 10), (14, 11), (21, 10)), 22, None),  # lost, and there again
        ("response-lost", watched((-1, 20), (7, 15), (14, 13), (21, 11)), 22, None),  # there never was one
        ("rising", watched((-1, 20), (7, 9), (14, 7), (21, 8), (28, 9)), 29, 28),  # only the last three count
        ("rising", watched((-1, 20), (7, 9), (14, 8), (21, 9)), 22, None),
        ("rising", watched((-1, 20), (7, 7), (14, 8), (21, 8)), 22, None),  # as high as before is not worse
        ("rising", watched((-1, 20), (7, 7), (14, 8), (21, 9), (28, 8)), 29, None),
        ("no-change", watched((-1, 20), (14, 15)), 28, 28),
        ("no-change", watched((-1, 20), (14, 15)), 27.999, None),
        ("no-change", watched((-1, 20), (14, 14)), 28, None),
        ("no-change", watched((-1, 14), (14, 20)), 40, 28),  # worse is no change for the better either
        ("silence-after-worse", watched((7, 9), (14, 10), missed=(17, 21)), 22, 17 + 1 / 24),
        ("silence-after-worse", watched((7, 9), (14, 9), missed=(17,)), 22, None),  # the same is not worse
        ("silence-after-worse", watched((7, 9), (14, 10), (21, 9), missed=(24,)), 25, None),
        ("silence-after-worse", watched((7, 9), (14, 10), missed=(10,)), 22, None),  # it was missed before
        ("silence-after-worse", watched((7, 9), (14, 10), missed=(14,)), 22, None),  # the next form, not this one
        ("silence-after-worse", watched((7, 9), (14, 10), missed=(21,)), 21, None),  # not over yet
        ("silence", watched((7, 9), missed=(10, 14, 17)), 18, 10 + 1 / 24),  # the first of them, not the second
        ("silence", watched((12, 9), missed=(10, 14)), 18, None),
    ],
)  # fmt: skip
def test_a_rule_holds_since_the_day_that_showed_it_or_not_at_all(
    rule: str, one: Watched, now: float, begun: float | None
) -> None:
    assert since(one, now, rule) == ([] if begun is None else [day(begun)])


def test_at_its_own_instant_a_score_and_an_answer_have_a_say_and_later_ones_have_none() -> None:
    falling = watched((-1, 20), (7, 6), (14, 12))
    assert since(falling, 14, "worse-than-best") == [day(14)]
    assert since(falling, 13.99, "worse-than-best") == []
    late = Due(day(10), day(11), answered_at=day(20), scored=True)
    one = replace(watched((-1, 20), missed=(7, 14)), plan=(*watched(missed=(7, 14)).plan, late))
    assert since(one, 19.99, "silence") == [day(7) + timedelta(hours=1)], "all three are missing until it is answered"
    assert since(one, 20, "silence") == [], "a late answer stands between the two that are missing"


def test_silence_begins_when_the_second_form_is_over_and_ends_with_an_answer() -> None:
    silent = watched((-1, 20), (7, 9), missed=(10, 14))
    assert "silence" not in held(silent, 14)
    assert held(silent, 14.1)["silence"] == "2 forms in a row did not come"
    begun = warnings(RULES, (silent,), day(20))[0][0].since
    assert begun == day(10) + timedelta(hours=1), "since the first of them was over"
    assert "silence" not in held(watched((-1, 20), (7, 9), (21, 8), missed=(10, 14)), 22)


def test_an_open_form_is_no_silence() -> None:
    plan = (Due(day(10), day(11)), Due(day(14), day(16)))
    one = Watched(PHQ, (), plan, FIRST)
    assert "silence" not in held(one, 15)
    assert "silence" in held(one, 16.5)


@given(
    st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 27)), max_size=8),
    st.lists(st.integers(0, 60), max_size=4),
    st.integers(0, 60),
)
def test_what_comes_later_never_changes_what_an_old_day_said(
    scores: list[tuple[int, int]], missed: list[int], now: int
) -> None:
    whole = watched(*scores, missed=tuple(missed))
    then = watched(*((d, v) for d, v in scores if d <= now), missed=tuple(missed))
    assert warnings(RULES, (whole,), day(now)) == warnings(
        RULES, (replace(then, plan=_unanswered(whole, now)),), day(now)
    )


def _unanswered(one: Watched, now: int) -> tuple[Due, ...]:
    return tuple(Due(d.due_at, d.until) if d.answered_at and d.answered_at > day(now) else d for d in one.plan)


def test_every_kind_of_rule_is_in_use_and_each_rule_is_judged_apart() -> None:
    assert {r.kind for r in RULES.rules} == {*KINDS, TOGETHER}
    only: Any = WarningRules(Pin("warnings", "one", "1.0.0", "0"), "One", (
        WarningRule("twice", "rising", "Twice", "Ask.", Decimal(1), BASIS),))  # fmt: skip
    assert held(watched((-1, 20), (7, 8), (14, 9)), 15, only) == {"twice": "each was worse than the one before: 8, 9"}


GAD = Rules("GAD-7", Decimal(0), Decimal(21), True, *(Rule(Decimal(v), BASIS) for v in (50, 4, 4)))
WORSE = watched((-1, 10), (7, 17))


def together(*measures: Watched) -> tuple[dict[str, str], dict[str, str]]:
    held, lacking = warnings(RULES, measures, day(8))
    told = ({f.rule.id: f.because for f in found if f.rule.id == "worse-together"} for found in (held, lacking))
    return next(told), next(told)


def test_two_measures_that_got_worse_than_before_are_one_warning() -> None:
    found, lacking = together(WORSE, watched((-1, 8), (7, 14), rules=GAD))
    assert found == {
        "worse-together": "worse than before treatment, beyond chance, on PHQ-9 by 7 and on GAD-7 by 6 points"
    }
    assert lacking == {}


def test_one_that_got_worse_and_one_that_did_not_are_none() -> None:
    assert together(WORSE, watched((-1, 8), (7, 11), rules=GAD)) == ({}, {})


def test_one_that_got_worse_and_one_nobody_knows_is_not_judged() -> None:
    assert together(WORSE, watched((7, 14), rules=GAD)) == (
        {}, {"worse-together": "whether GAD-7 got worse is unknown"}
    )  # fmt: skip


def test_one_that_nobody_knows_does_not_hide_that_the_other_is_no_worse() -> None:
    assert together(watched((-1, 10), (7, 12)), watched((7, 14), rules=GAD)) == ({}, {})


def test_all_that_nobody_knows_are_named_and_stand_under_the_measures_together() -> None:
    measures = (watched((7, 14)), watched((7, 14), rules=GAD))
    assert together(*measures) == ({}, {"worse-together": "whether PHQ-9, GAD-7 got worse is unknown"})
    lacking = warnings(RULES, measures, day(8))[1]
    assert [n.measure for n in lacking if n.rule.id == "worse-together"] == ["measures together"]


def test_it_holds_since_the_later_of_the_two_scores() -> None:
    held, _ = warnings(RULES, (WORSE, watched((-1, 8), (6, 14), rules=GAD)), day(8))
    assert [w.since for w in held if w.rule.id == "worse-together"] == [day(7)]
