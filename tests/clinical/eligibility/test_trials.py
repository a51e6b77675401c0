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


def label(id_: str):  # type: ignore[no-untyped-def]
    return next(d for d in DEFINITIONS if d.pin.id == id_)


FULL = Trial("sertraline", "ssri", Truth.TRUE, Decimal(6), Truth.TRUE, Outcome.NONE, None, Truth.TRUE)


@pytest.mark.parametrize(
    ("id_", "changed", "counts", "because"),
    [
        ("eu-label", {}, Truth.TRUE, ()),
        ("eu-label", {"weeks": Decimal("5.5")}, Truth.FALSE, ("5.5 weeks; it takes 6.",)),
        ("eu-label", {"adequate_dose": Truth.FALSE}, Truth.FALSE, ("Adequate dose: no.",)),
        ("eu-label", {"adequate_dose": Truth.UNKNOWN}, Truth.UNKNOWN, ("Adequate dose: not known.",)),
        ("eu-label", {"taken_as_prescribed": Truth.FALSE}, Truth.FALSE, ("Taken as prescribed: no.",)),
        ("eu-label", {"in_current_episode": Truth.FALSE}, Truth.FALSE, ("In this episode: no.",)),
        ("eu-label", {"improvement_percent": Decimal(49)}, Truth.TRUE, ()),
        ("eu-label", {"improvement_percent": Decimal(50)}, Truth.FALSE, ("Improved by 50 %.",)),
        ("payer-two-classes", {"improvement_percent": Decimal(25)}, Truth.TRUE, ()),
        ("payer-two-classes", {"improvement_percent": Decimal("25.1")}, Truth.FALSE, ("Improved by 25.1 %.",)),
        ("eu-label", {"outcome": Outcome.RESPONSE}, Truth.FALSE, ("It helped by half or more.",)),
        ("payer-two-classes", {"outcome": Outcome.RESPONSE}, Truth.FALSE, ("It helped by half or more.",)),
        ("eu-label", {"outcome": Outcome.PARTIAL}, Truth.TRUE, ()),
        ("payer-two-classes", {"outcome": Outcome.PARTIAL}, Truth.UNKNOWN, ("How much it helped is not known.",)),
        ("eu-label", {"outcome": Outcome.UNKNOWN}, Truth.UNKNOWN, ("How much it helped is not known.",)),
    ],
)
def test_each_demand_counts_at_its_limit_and_says_why_not(id_, changed, counts, because) -> None:  # type: ignore[no-untyped-def]
    found = judge_trial(replace(FULL, **changed), label(id_))
    assert (found.counts, found.because) == (counts, because)


def test_two_of_one_class_or_of_one_name_are_one() -> None:
    classes, names = label("payer-two-classes"), label("eu-label")
    pairs = {
        ("ssri", "ssri"): (1, 1),
        ("ssri", "snri"): (2, 2),
        ("ssri", ""): (1, 2),
        ("", ""): (1, 2),
        ("ssri", "other"): (2, 2),
        ("other", "other"): (1, 2),
        ("other", ""): (1, 2),
    }
    for (one, two), expected in pairs.items():
        ledger = (replace(FULL, medicine_class=one), replace(FULL, medicine="bupropion", medicine_class=two))
        found = assess_resistance(ledger, classes, complete=True)
        assert (found.least, found.most) == expected, (one, two)
    same = (FULL, replace(FULL, medicine="SERTRALINE"))
    assert assess_resistance(same, names, complete=True).least == 1
    assert assess_resistance((FULL, replace(FULL, medicine="bupropion")), names, complete=False).met is Truth.TRUE


def test_one_in_doubt_that_would_make_it_enough_leaves_it_open_on_a_complete_list_too() -> None:
    two = (FULL, replace(FULL, medicine="bupropion", medicine_class="other", weeks=None))
    found = assess_resistance(two, label("eu-label"), complete=True)
    assert (found.least, found.most, found.met) == (1, 2, Truth.UNKNOWN)


def test_the_finding_says_how_many_count_and_what_is_still_open() -> None:
    three = label("payer-three-and-augmentation")
    ledger = tuple(replace(FULL, medicine=m) for m in ("sertraline", "bupropion", "venlafaxine"))
    doubt = replace(FULL, medicine="lithium", augments=True, outcome=Outcome.UNKNOWN)
    found = assess_resistance((*ledger[:2], doubt), three, complete=False)
    assert (found.met, found.because) == (
        Truth.UNKNOWN,
        (
            "2 of 3 trials count.",
            "0 of 1 augmentations count, perhaps 1.",
            "Nobody has said that the list of treatments is complete.",
        ),
    )
    assert [t.trial.medicine for t in found.trials] == ["sertraline", "bupropion", "lithium"]
    sure = replace(doubt, outcome=Outcome.NONE)
    whole = assess_resistance((*ledger, sure), three, complete=False)
    assert (whole.met, whole.because) == (Truth.TRUE, ("3 of 3 trials count.", "1 of 1 augmentations count."))
    perhaps = assess_resistance((replace(FULL, outcome=Outcome.UNKNOWN),), label("eu-label"), complete=True)
    assert (perhaps.met, perhaps.because) == (Truth.FALSE, ("0 of 2 trials count, perhaps 1.",))


def test_an_episode_is_severe_enough_from_its_score_on_and_unknown_without_one() -> None:
    severe = label("payer-one-and-severity")
    (limit, *_) = severe.severity
    said = {}
    for score in (limit.at_least, limit.at_least - 1):
        found = assess_resistance((FULL,), severe, complete=True, scores={limit.measure: score})
        said[score] = found.because[-1]
    assert said[limit.at_least] == "Severe enough by a score: yes."
    others = {s.measure: s.at_least - 1 for s in severe.severity}
    low = assess_resistance((FULL,), severe, complete=True, scores=others)
    assert (low.met, low.because[-1]) == (Truth.FALSE, "Severe enough by a score: no.")
    none = assess_resistance((FULL,), severe, complete=True)
    assert (none.met, none.because[-1]) == (Truth.UNKNOWN, "Severe enough by a score: not known.")


def test_a_treatment_that_ended_the_day_it_began_took_no_week() -> None:
    from datetime import date

    assert weeks_between(date(2026, 1, 1), date(2026, 1, 1)) == 0
    assert weeks_between(None, date(2026, 1, 1)) is None
