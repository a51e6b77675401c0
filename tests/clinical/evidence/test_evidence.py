"""Laws of the evidence library: what was not read is never said as fact, in no column and in no plain line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.evidence.benchmarks import Arm, Benchmark, Measure, Result, in_plain_words, may_be_chance
from openkap.clinical.evidence.claims import Claim, Verdict, having
from openkap.clinical.evidence.grades import Certainty, Checked, Grade, Sentence, is_fact
from openkap.clinical.sources import Basis, Pin, Verification

CHECKED = Checked(date(2026, 11, 21))
READ = (Basis(Verification.READ, ref="a", at="p. 1"),)
GUESSED = (Basis(Verification.UNVERIFIED, ref="a", at="p. 1", mark="G"),)


def claim(*findings: Sentence, verdict: Verdict = Verdict.CONTRADICTED, number: int = 1) -> Claim:
    return Claim(
        Pin("evidence", "x", "1.0.0", ""), number, "Tea cures.", ("article-0",), verdict, "wrong", findings,
        "Tea does not cure.", Grade(Certainty.NOT_GRADED, ()), None, CHECKED,
    )  # fmt: skip


def row(*results: Result, control: str = "placebo") -> Benchmark:
    return Benchmark(
        Pin("benchmarks", "x", "1.0.0", ""), "X", "efficacy", "randomised", "people", "tea", control, None, None, (),
        "", None, "", "", results, "", READ, None, CHECKED,
    )  # fmt: skip


def result(measure: Measure, arm: Arm, value: str, basis: tuple[Basis, ...] = READ, **more: Decimal) -> Result:
    unit = "1" if measure is Measure.DIFFERENCE else "%"
    return Result(measure, "", arm, Decimal(value), None, more.get("low"), more.get("high"), unit, basis)


@given(st.lists(st.sampled_from(list(Verification)), max_size=4))
def test_something_is_a_fact_when_any_basis_is_better_than_unverified(standings: list[Verification]) -> None:
    basis = tuple(
        Basis(v, policy="medical-director") if v is Verification.POLICY else Basis(v, ref="a", at="p")
        for v in standings
    )
    assert is_fact(basis) == any(v is not Verification.UNVERIFIED for v in standings)


# guards HZ-48
@given(st.sampled_from([v for v in Verdict if v is not Verdict.NOT_VERIFIED]))
def test_a_claim_that_nobody_read_has_no_verdict_and_no_plain_answer(verdict: Verdict) -> None:
    found = claim(Sentence("Tea is water.", GUESSED), verdict=verdict)
    assert found.verdict is Verdict.NOT_VERIFIED
    assert "Tea does not cure" not in found.plain
    assert having((found,), "water", None) == (), "what is not shown is not found either"
    assert having((found,), "tea", Verdict.NOT_VERIFIED) == (found,)


def test_one_finding_that_was_read_carries_the_verdict_and_only_itself() -> None:
    found = claim(Sentence("Tea was tested.", READ), Sentence("Tea is water.", GUESSED))
    assert (found.verdict, [f.text for f in found.facts], len(found.unread)) == (
        Verdict.CONTRADICTED, ["Tea was tested."], 1,
    )  # fmt: skip


def test_claims_are_found_by_every_word_and_verdict_in_the_order_of_their_numbers() -> None:
    second, first = claim(Sentence("Read.", READ), number=2), claim(Sentence("Read it.", READ), number=1)
    assert having((second, first), "TEA read", None) == (first, second)
    assert having((second, first), "tea coffee", None) == ()
    assert having((second, first), "", Verdict.SUPPORTED) == ()


def test_a_level_of_oxford_is_one_to_five() -> None:
    with pytest.raises(ValueError, match="1, 2, 3, 4 or 5"):
        Grade(Certainty.LOW, (6,))


@pytest.mark.parametrize(("day", "old"), [("2027-11-21", False), ("2027-11-22", True)])
def test_a_statement_asks_to_be_looked_at_after_a_year(day: str, old: bool) -> None:
    assert CHECKED.is_old(date.fromisoformat(day)) is old


# guards HZ-48
@given(st.integers(1, 100))
def test_a_plain_line_never_holds_a_number_that_was_not_read(share: int) -> None:
    hidden = row(result(Measure.RESPONSE, Arm.TREATMENT, str(share), GUESSED))
    assert not any(c.isdigit() for c in in_plain_words(hidden))
    half = row(result(Measure.RESPONSE, Arm.TREATMENT, str(share)), result(Measure.RESPONSE, Arm.CONTROL, "3", GUESSED))
    assert (
        in_plain_words(half)
        == f"About {share} of 100 people got clearly better. We have no checked number for the other group."
    )


def test_a_difference_whose_interval_holds_zero_is_said_to_be_no_clear_one() -> None:
    unclear = result(Measure.DIFFERENCE, Arm.BETWEEN, "-3", low=Decimal(-8), high=Decimal(2))
    clear = result(Measure.DIFFERENCE, Arm.BETWEEN, "-3", low=Decimal(-5), high=Decimal(-1))
    shares = (result(Measure.RESPONSE, Arm.TREATMENT, "47"), result(Measure.RESPONSE, Arm.CONTROL, "33"))
    assert (may_be_chance(row(unclear)), may_be_chance(row(clear)), may_be_chance(row(*shares))) == (True, False, None)
    assert in_plain_words(row(*shares, unclear)).endswith("did not clearly differ.")
    assert "did not clearly" not in in_plain_words(row(*shares, clear))
    assert "chance alone is an unlikely reason" in in_plain_words(row(clear))
    assert "may have been chance" in in_plain_words(row(unclear))


def test_a_plain_line_says_ranges_none_and_less_than_one_as_people_do() -> None:
    assert in_plain_words(row(result(Measure.RESPONSE, Arm.TREATMENT, "0"), control="")) == (
        "None of 100 people got clearly better. There was no group to compare with."
    )
    event = replace(result(Measure.EVENT, Arm.TREATMENT, "0.3"), what="fainting")
    assert in_plain_words(row(event, control="")).startswith("Fewer than 1 of 100 people had this: fainting.")
    assert in_plain_words(row(replace(event, value=Decimal(3), upper=Decimal(5)), control="")).startswith(
        "About 3 to 5 of"
    )
    assert in_plain_words(replace(row(event), reading="Said by hand.")) == "Said by hand."


def test_half_a_person_in_a_hundred_is_fewer_than_one_and_never_about_none() -> None:
    event = replace(result(Measure.EVENT, Arm.TREATMENT, "0.5"), what="fainting")
    for value, people in (("0.49", "Fewer than 1"), ("0.5", "Fewer than 1"), ("0.51", "About 1"), ("1.5", "About 2")):
        assert in_plain_words(row(replace(event, value=Decimal(value)), control="")).startswith(f"{people} of 100")


def test_a_plain_line_takes_percent_alone_and_compares_like_with_like() -> None:
    days = replace(result(Measure.RESPONSE, Arm.TREATMENT, "12"), unit="d")
    none = "This study gives no number that we can put into one plain line."
    assert in_plain_words(row(days)) == none == in_plain_words(row())
    both = (result(Measure.REMISSION, Arm.TREATMENT, "30"), result(Measure.REMISSION, Arm.CONTROL, "10"))
    said = "About 30 of 100 people had few or no symptoms left. In the other group it was about 10 of 100."
    assert in_plain_words(row(*both)) == said
    other = replace(both[1], what="another thing")
    assert in_plain_words(row(both[0], other)).endswith("We have no checked number for the other group.")
    edge = result(Measure.DIFFERENCE, Arm.BETWEEN, "-3", low=Decimal(-6), high=Decimal(0))
    touching = result(Measure.DIFFERENCE, Arm.BETWEEN, "3", low=Decimal(0), high=Decimal(6))
    assert [may_be_chance(row(r)) for r in (edge, touching)] == [True, True]
    assert in_plain_words(row(edge)) == "The two groups did not clearly differ: it may have been chance."
    open_end = result(Measure.DIFFERENCE, Arm.BETWEEN, "-3", low=Decimal(-6))
    assert may_be_chance(row(open_end)) is None
    assert in_plain_words(row(replace(edge, low=Decimal(1), high=Decimal(6)))) == (
        "The two groups differed, and chance alone is an unlikely reason."
    )


def test_a_row_counts_what_it_keeps_back_and_gives_the_first_number_of_its_kind() -> None:
    first, second = (result(Measure.RESPONSE, Arm.TREATMENT, v) for v in ("47", "48"))
    hidden = result(Measure.RESPONSE, Arm.CONTROL, "33", GUESSED)
    found = row(first, second, hidden)
    assert (found.facts, found.unread) == ((first, second), 1)
    assert found.one(Measure.RESPONSE, Arm.TREATMENT) is first
    assert found.one(Measure.RESPONSE, Arm.CONTROL) is None
    assert found.one(Measure.REMISSION, Arm.TREATMENT) is None


def test_a_level_outside_the_scale_is_refused_and_every_one_within_stands() -> None:
    assert Grade(Certainty.LOW, (1, 2, 3, 4, 5)).oxford == (1, 2, 3, 4, 5)
    for level in (0, 6):
        with pytest.raises(ValueError, match=r"^An OCEBM level is 1, 2, 3, 4 or 5\.$"):
            Grade(Certainty.LOW, (level,))


def test_a_recommendation_lapses_the_day_after_its_last() -> None:
    from openkap.clinical.evidence.grades import Regulatory, Strength
    from openkap.clinical.evidence.recommendations import Recommendation

    found = Recommendation(
        Pin("recommendations", "x", "1.0.0", ""), "X", "", Grade(Certainty.LOW, ()), Strength.STRONG, "",
        Regulatory.APPROVED, "us", date(2026, 12, 31), (), (), "", READ, None, CHECKED,
    )  # fmt: skip
    assert [found.has_lapsed(d) for d in (date(2026, 12, 31), date(2027, 1, 1))] == [False, True]
    assert not replace(found, valid_until=None).has_lapsed(date(2099, 1, 1))
    assert found.verification is Verification.READ


def test_a_claim_is_searched_in_its_statement_its_words_its_facts_and_its_references() -> None:
    found = claim(Sentence("Tea was tested.", (Basis(Verification.READ, ref="brewer-2020", at="p. 1"),)))
    for words in ("CURES", "wrong", "tested", "brewer-2020", "not cure"):
        assert having((found,), words, None) == (found,), words
    assert having((found,), "cures. tea", None) == (found,)
    assert having((found,), "cures.tea", None) == ()
    assert found.plain == "Tea does not cure."
    unread = claim(Sentence("Tea is water.", GUESSED))
    assert unread.plain == "We have not read a source for this yet. So we do not say if it is true."


def test_the_other_group_is_told_as_people_are_told() -> None:
    treated = result(Measure.RESPONSE, Arm.TREATMENT, "47")
    for value, people in (("0", "none"), ("0.2", "fewer than 1"), ("33", "about 33")):
        line = in_plain_words(row(treated, result(Measure.RESPONSE, Arm.CONTROL, value)))
        assert line == f"About 47 of 100 people got clearly better. In the other group it was {people} of 100."
    unclear = result(Measure.DIFFERENCE, Arm.BETWEEN, "-3", low=Decimal(-8), high=Decimal(2))
    line = in_plain_words(row(treated, result(Measure.RESPONSE, Arm.CONTROL, "33"), unclear))
    assert line.endswith("it was about 33 of 100. The scores of the two groups did not clearly differ.")
