"""Which standing and which severity speak for a product, and what one route may say of another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.clinical.eligibility.test_decision import ESK, NOW, WHO, fact, judged, well, without

from openkap.clinical.eligibility.decision import Settlement, decide
from openkap.clinical.eligibility.definitions import (
    Criterion,
    Interaction,
    Level,
    Relative,
    Rule,
    Severity,
    Standing,
)
from openkap.clinical.sources import Basis, Pin, Verification
from openkap.content.rulebook import rulebook

PIN = Pin("criteria", "c99", "1.0.0", "a" * 64)
READ, OWNER = (Basis(Verification.READ, ref="label"),), (Basis(Verification.POLICY, policy="medical-director"),)
OTHER, SAME = Relative("iv", same_label=False), Relative("iv", same_label=True)


def standing(level: Level, *products: str, where: tuple[str, ...] = ()) -> Standing:
    return Standing(level, frozenset(products), frozenset(where), READ)


def criterion(*standings: Standing) -> Criterion:
    return Criterion(PIN, "C99", "x", "x", Rule("ever"), standings, timedelta(1), OWNER)


def test_a_standing_covers_its_products_and_places_and_empty_means_all() -> None:
    assert standing(Level.RELATIVE).covers("iv", "us")
    both = standing(Level.RELATIVE, "iv", where=("us",))
    assert [both.covers(p, j) for p, j in (("iv", "us"), ("im", "us"), ("iv", "eu"))] == [True, False, False]


@pytest.mark.parametrize(
    ("theirs", "borrowed"),
    [
        (Level.CONTRAINDICATED, Level.RELATIVE),
        (Level.RELATIVE, Level.RELATIVE),
        (Level.EVALUATION, Level.EVALUATION),
        (Level.INFORMATION, Level.EVALUATION),
    ],
)
def test_what_is_said_of_another_route_neither_rules_out_nor_clears(theirs: Level, borrowed: Level) -> None:
    iv = criterion(standing(theirs, "iv"))
    assert iv.standing_for("oral", "us", OTHER).level is borrowed
    assert iv.standing_for("im", "us", SAME).level is theirs
    assert (iv.is_borrowed("oral", "us", OTHER), iv.is_borrowed("im", "us", SAME)) == (True, False)
    assert iv.standing_for("oral", "us").level is Level.EVALUATION
    assert iv.standing_for("oral", "us").basis == READ
    own = criterion(standing(theirs, "iv", "oral"))
    assert own.standing_for("oral", "us", OTHER).level is theirs
    assert not own.is_borrowed("oral", "us", OTHER)
    everywhere = criterion(standing(theirs))
    assert everywhere.standing_for("oral", "us", OTHER).level is theirs
    assert not everywhere.is_borrowed("oral", "us", OTHER)


def test_a_product_that_is_named_is_not_judged_by_its_relative() -> None:
    both = criterion(standing(Level.INFORMATION, "im", where=("eu",)), standing(Level.CONTRAINDICATED, "iv"))
    assert both.standing_for("im", "eu", SAME).level is Level.INFORMATION
    assert both.standing_for("im", "us", SAME).level is Level.EVALUATION
    assert both.is_borrowed("im", "us", SAME)


def interaction(severity: Severity, **by_product: Severity) -> Interaction:
    return Interaction(PIN, "D99", "x", "x", "x", frozenset(), severity, by_product, OWNER)


def test_of_another_route_only_what_is_graver_counts() -> None:
    hard, note = interaction(Severity.MODERATE, iv=Severity.HARD), interaction(Severity.MODERATE, iv=Severity.NOTE)
    assert (hard.severity_for("oral", OTHER), note.severity_for("oral", OTHER)) == (Severity.HARD, Severity.MODERATE)
    assert (hard.severity_for("im", SAME), note.severity_for("im", SAME)) == (Severity.HARD, Severity.NOTE)
    assert (hard.severity_for("oral"), hard.severity_for("iv")) == (Severity.MODERATE, Severity.HARD)
    own = interaction(Severity.MODERATE, iv=Severity.HARD, oral=Severity.NOTE)
    assert own.severity_for("oral", OTHER) is Severity.NOTE
    assert interaction(Severity.NOTE).severity_for("oral", OTHER) is Severity.NOTE


def test_a_decision_judges_a_product_by_its_relative() -> None:
    decision = judged(well(), "ketamine-sublingual")
    heart = next(f for f in decision.findings if f.criterion.label == "C10")
    assert (heart.level, heart.borrowed) == (Level.RELATIVE, True)
    (first, *_) = rulebook().interactions
    graver = replace(first, severity=Severity.NOTE, severity_by_product={"ketamine-iv": Severity.MODERATE})
    rules = replace(rulebook(), interactions=(graver,))
    found = decide(rules, well(), product="ketamine-sublingual", jurisdiction="us", as_of=NOW)
    assert found.interactions[0].severity is Severity.MODERATE


def test_an_interaction_that_asks_for_hard_review_names_itself_and_the_medicine() -> None:
    taken = [*without(well(), "lorazepam-equivalent"), fact("medicine", "Oxycodone 5 mg", days_ago=300)]
    decision = judged(taken)
    hard = next(f for f in decision.interactions if f.interaction.label == "D03")
    (words,) = hard.hard.because
    assert words == f"{hard.interaction.title}: {hard.judgement.because[0]}"
    assert hard.severity is Severity.HARD
    some = [*taken, fact("lorazepam-equivalent", Decimal(1), by=WHO), fact("medicine", "Clonazepam 0.5 mg")]
    mild = next(f for f in judged(some).interactions if f.interaction.label == "D01")
    assert (mild.severity, mild.hard.because[0].startswith(mild.interaction.title)) == (Severity.MODERATE, False)


def test_an_override_made_at_the_very_moment_the_fact_was_known_counts() -> None:
    known = fact("seizure-disorder", value=True, days_ago=1, status="active")
    cleared = Settlement("c32-seizure-disorder", Level.EVALUATION, WHO, NOW - timedelta(days=1), "Seizure-free")
    facts = [*without(well(), "seizure-disorder"), known]
    assert judged(facts, ESK, "us", cleared).verdict.value == "eligible"
    assert judged(facts, ESK, "us", replace(cleared, at=cleared.at - timedelta(seconds=1))).verdict.value == "hold"
