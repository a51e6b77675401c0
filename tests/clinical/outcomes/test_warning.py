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


def lacking(one: Watched, now: float) -> dict[str, str]:
    return {n.rule.id: n.because for n in warnings(RULES, (one,), day(now))[1]}


def test_a_warning_says_why_in_the_persons_own_scores() -> None:
    found = held(watched((-1, 20), (7, 6), (14, 12)), 15)
    assert found["worse-than-best"] == "12 now and 6 at best: 6 points worse; 6 are beyond chance"
    assert "12 is no response any more" in found["response-lost"]
    assert set(found) == {"worse-than-best", "response-lost"}


def test_where_more_is_better_a_fall_is_the_warning() -> None:
    rising = replace(PHQ, lower_is_better=False)
    assert "worse-than-best" in held(watched((-1, 5), (7, 20), (14, 10), rules=rising), 15)
    assert "worse-than-best" not in held(watched((-1, 5), (7, 10), (14, 20), rules=rising), 15)


@pytest.mark.parametrize(
    ("one", "rule", "says"),
    [
        (watched((-1, 20), (7, 6), (9, 19), rules=replace(PHQ, reliable=None)), "worse-than-best", "no value of reli"),
        (watched((-1, 20), (7, 6), (40, 19), rules=replace(PHQ, reliable=None)), "no-change", "no value of reliable"),
        (watched((7, 6)), "worse-than-best", "two scores since"),
        (watched((7, 6)), "rising", "3 scores since"),
        (watched((7, 6), (14, 9)), "response-lost", "no score was taken before"),
        (watched((-1, 20)), "response-lost", "not measured since"),
        (watched((-1, 20), began=False), "no-change", "treatment has not begun"),
        (watched(), "silence-after-worse", "two scores are needed"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_raises_nothing_and_says_what_it_lacks(one: Watched, rule: str, says: str) -> None:
    assert rule not in held(one, 50)
    assert says in lacking(one, 50)[rule]


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


def test_it_holds_since_the_later_of_the_two_scores() -> None:
    held, _ = warnings(RULES, (WORSE, watched((-1, 8), (6, 14), rules=GAD)), day(8))
    assert [w.since for w in held if w.rule.id == "worse-together"] == [day(7)]
