"""Treatment trials: what is unknown never counts and never excludes, and more knowledge never turns an answer round."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.eligibility.trials import Outcome, Trial, assess_resistance, judge_trial, weeks_between
from openkap.clinical.values import Truth
from openkap.content import catalogue

DEFINITIONS = [e.value for e in catalogue.entries("resistance")]
TRUTHS = st.sampled_from(list(Truth))
TRIALS = st.builds(
    Trial,
    medicine=st.sampled_from(["sertraline", "escitalopram", "venlafaxine", "bupropion", "lithium"]),
    medicine_class=st.sampled_from(["", "ssri", "snri", "other"]),
    adequate_dose=TRUTHS,
    weeks=st.none() | st.integers(0, 12).map(Decimal),
    taken_as_prescribed=TRUTHS,
    outcome=st.sampled_from(list(Outcome)),
    improvement_percent=st.none() | st.integers(0, 100).map(Decimal),
    in_current_episode=TRUTHS,
    augments=st.booleans(),
)
LEDGER = st.lists(TRIALS, max_size=5, unique_by=lambda t: t.medicine).map(tuple)


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.pin.id)
@given(ledger=LEDGER, complete=st.booleans(), score=st.none() | st.integers(0, 27))
def test_forgetting_only_ever_leads_to_unknown(definition, ledger, complete, score) -> None:  # type: ignore[no-untyped-def]
    """Take away one thing that is known: met and not met become the same or unknown, and never each other."""
    scores = {} if score is None else {"phq-9": Decimal(score)}
    whole = assess_resistance(ledger, definition, complete=complete, scores=scores)
    assert whole.least <= whole.most
    unknowns = {
        "adequate_dose": Truth.UNKNOWN, "weeks": None, "taken_as_prescribed": Truth.UNKNOWN,
        "in_current_episode": Truth.UNKNOWN, "medicine_class": "",
    }  # fmt: skip
    poorer = [assess_resistance(ledger, definition, complete=False, scores=scores),
              assess_resistance(ledger, definition, complete=complete, scores={})]  # fmt: skip
    for at, trial in enumerate(ledger):
        for name, value in unknowns.items():
            less = (*ledger[:at], replace(trial, **{name: value}), *ledger[at + 1 :])
            poorer.append(assess_resistance(less, definition, complete=complete, scores=scores))
        vague = replace(trial, outcome=Outcome.UNKNOWN, improvement_percent=None)
        poorer.append(assess_resistance((*ledger[:at], vague, *ledger[at + 1 :]), definition, complete=complete,
                                        scores=scores))  # fmt: skip
    for found in poorer:
        assert found.met in {whole.met, Truth.UNKNOWN}


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.pin.id)
def test_an_empty_ledger_is_unknown_until_somebody_says_that_there_was_nothing(definition) -> None:  # type: ignore[no-untyped-def]
    assert assess_resistance((), definition, complete=False).met is Truth.UNKNOWN
    assert assess_resistance((), definition, complete=True).met is Truth.FALSE


def test_a_trial_that_does_not_count_says_why_and_one_in_doubt_says_what_is_missing() -> None:
    label = next(d for d in DEFINITIONS if d.pin.id == "eu-label")
    short = Trial("sertraline", "ssri", Truth.TRUE, Decimal(3), Truth.UNKNOWN, Outcome.NONE, None, Truth.TRUE)
    assert judge_trial(short, label).because == ("3 weeks; it takes 6.",)
    doubt = replace(short, weeks=None)
    assert judge_trial(doubt, label).because == (
        "How many weeks is not known; it takes 6.",
        "Taken as prescribed: not known.",
    )


def test_weeks_come_from_both_ends_or_are_unknown() -> None:
    from datetime import date

    assert weeks_between(date(2026, 1, 1), date(2026, 2, 12)) == 6
    assert weeks_between(date(2026, 1, 1), date(2026, 2, 9)) == Decimal("5.5")
    assert weeks_between(date(2026, 1, 1), None) is None
    assert weeks_between(date(2026, 2, 1), date(2026, 1, 1)) is None


def test_every_score_that_a_definition_asks_for_is_an_instrument_here() -> None:
    measures = {s.measure for d in DEFINITIONS for s in d.severity}
    assert measures
    assert measures <= set(catalogue.ids("instruments"))
