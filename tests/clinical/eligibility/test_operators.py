"""Each operator on its own: exactly at its limit, unknown, unverified, and the reason in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from openkap.clinical.eligibility.definitions import Ingredient, Rule
from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.eligibility.medicines import Medicine, MedicineList
from openkap.clinical.eligibility.operators import Situation, facts_of, judge, limits_of, lingers, years_between
from openkap.clinical.facts import Chart, Fact, FactDefinition, FactKind, FactValue, Vocabulary
from openkap.clinical.sources import Verification
from openkap.clinical.values import Truth

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
DEFINITIONS = (
    FactDefinition("pressure", "Pressure", FactKind.QUANTITY, (), "mm[Hg]", MONTH),
    FactDefinition("asthma", "Asthma", FactKind.CONDITION, (), max_age=MONTH),
    FactDefinition("ride", "Ride home", FactKind.STATEMENT, (), max_age=MONTH),
    FactDefinition("stage", "Stage", FactKind.CHOICE, (), max_age=MONTH),
)
VOCABULARY = Vocabulary({d.code: d for d in DEFINITIONS}, {}, {})
YES, NO, DOUBT = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def fact(code: str, value: FactValue, *, days: float = 1, **more: object) -> Fact:
    return Fact(code, value, NOW - timedelta(days=days), "x", **more)  # type: ignore[arg-type]


def pressure(value: str, **more: object) -> Fact:
    return fact("pressure", Decimal(value), unit="mm[Hg]", **more)  # type: ignore[arg-type]


def found(rule: Rule, *facts: Fact, medicines: MedicineList | None = None) -> Judgement:
    listed = medicines or MedicineList((), None, "Nobody has gone through them.")
    return judge(rule, Situation(Chart.at(facts, NOW), VOCABULARY, listed, Judgement(DOUBT)))


def limit(operator: str) -> Rule:
    return Rule(operator, "pressure", Decimal(140), "mm[Hg]")


@pytest.mark.parametrize(
    ("operator", "truths"),
    [
        ("above", (NO, NO, YES)),
        ("at-least", (NO, YES, YES)),
        ("below", (YES, NO, NO)),
        ("stated-below", (YES, NO, NO)),
    ],
)
def test_a_limit_holds_to_the_digit(operator: str, truths: tuple[Truth, ...]) -> None:
    seen = [pressure(value, asserted_by="Dr Lind") for value in ("139.9", "140", "140.1")]
    assert tuple(found(limit(operator), reading).truth for reading in seen) == truths


def test_a_comparison_says_what_it_saw() -> None:
    reading = pressure("150")
    assert found(limit("above"), reading) == Judgement(
        YES, (reading,), ("Pressure 150 mm[Hg] of 5 Oct 2026 is above 140 mm[Hg].",)
    )
    assert found(limit("below"), reading).because == ("Pressure 150 mm[Hg] of 5 Oct 2026 is not below 140 mm[Hg].",)


# guards HZ-04
def test_an_unverified_code_may_raise_and_never_clears_even_turned_round() -> None:
    weak = pressure("150", identified=Verification.UNVERIFIED)
    raised = found(limit("above"), weak)
    assert (raised.truth, raised.weak) == (YES, True)
    assert found(limit("below"), weak) == Judgement(
        DOUBT, (weak,), ("Pressure: the code it came under is not verified, so it cannot clear.",), ("pressure",)
    )
    turned = found(Rule("not", parts=(limit("above"),)), weak)
    assert (turned.truth, turned.needs, turned.facts) == (DOUBT, ("pressure",), (weak,))
    assert turned.because[-1] == "It rests on a code or diagnosis that is not verified, so it cannot clear."
    claim = fact("asthma", value=True, identified=Verification.UNVERIFIED)
    assert found(Rule("not", parts=(Rule("current", "asthma"),)), claim).truth is DOUBT
    assert found(Rule("not", parts=(Rule("current", "asthma"),)), fact("asthma", value=True)).truth is NO


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (None, "Pressure: nothing on record."),
        (replace(pressure("150"), unit="kPa"), "Pressure: 150 kPa of 5 Oct 2026 is not in mm[Hg], so it is not known."),
        (pressure("150", days=30.01), "Pressure: 150 mm[Hg] of 6 Sep 2026 is too old to go by."),
    ],
)
def test_what_is_not_known_says_why_and_what_it_takes(reading: Fact | None, why: str) -> None:
    facts = (reading,) if reading else ()
    for operator in ("above", "at-least", "below", "stated-below", "recorded"):
        assert found(limit(operator), *facts) == Judgement(DOUBT, facts, (why,), ("pressure",))
    assert found(limit("above"), pressure("150", days=30)).truth is YES


def test_only_a_named_persons_number_counts_where_it_must_be_stated() -> None:
    (why,) = found(limit("stated-below"), pressure("130")).because
    assert why == "Pressure: 130 mm[Hg] of 5 Oct 2026: no named person stands behind it."
    assert found(limit("below"), pressure("130")).truth is YES


def test_recorded_is_true_or_unknown_and_never_false() -> None:
    assert found(limit("recorded"), pressure("98.5")) == Judgement(
        YES, (pressure("98.5"),), ("Pressure: 98.5 mm[Hg].",)
    )
    weak = pressure("98.5", identified=Verification.UNVERIFIED)
    assert found(limit("recorded"), weak) == Judgement(
        DOUBT, (weak,), ("Pressure: its code is not verified.",), ("pressure",)
    )


def test_confirmed_wants_a_name_and_says_what_is_only_claimed() -> None:
    rule = Rule("confirmed", "ride")
    yes, no = (fact("ride", value=v, asserted_by="Sam") for v in (True, False))
    assert found(rule, yes) == Judgement(YES, (yes,), ("Ride home: yes (Sam, 5 Oct 2026).",))
    assert found(rule, no) == Judgement(NO, (no,), ("Ride home: no (Sam, 5 Oct 2026).",))
    claim = fact("ride", value=True)
    words = "Ride home: on record, but no clinician here has confirmed it."
    assert found(rule, claim) == Judgement(DOUBT, (claim,), (words,), ("ride",))
    assert found(rule) == Judgement(DOUBT, (), ("Ride home: nobody has recorded it.",), ("ride",))
    old = replace(yes, at=NOW - MONTH - timedelta(seconds=1))
    assert found(rule, old).because == ("Ride home: the answer of 6 Sep 2026 is too old.",)
    two = found(rule, yes, replace(no, id="b"))
    assert (two.truth, two.because) == (DOUBT, ("Ride home: two answers of 5 Oct 2026 differ.",))


def test_a_choice_is_one_of_those_asked_for() -> None:
    rule = Rule("is", "stage", one_of=("b", "c"))
    mild, bad = (fact("stage", value, asserted_by="Sam") for value in ("a", "c"))
    assert found(rule, bad) == Judgement(YES, (bad,), ("Stage: c (Sam, 5 Oct 2026).",))
    assert found(rule, mild).truth is NO
    assert found(rule) == Judgement(DOUBT, (), ("Stage: nobody has recorded it.",), ("stage",))


def test_within_counts_from_the_day_it_began_and_current_until_it_ended() -> None:
    rule = Rule("within", "asthma", window=MONTH)
    assert found(rule, fact("asthma", value=True, days=30)).truth is YES
    assert found(rule, fact("asthma", value=True, days=30.01)).truth is DOUBT
    current = Rule("current", "asthma")
    assert found(current, fact("asthma", value=True, ended_at=NOW + timedelta(seconds=1))).truth is YES
    over = found(current, fact("asthma", value=True, ended_at=NOW))
    words = "Asthma: there is history (5 Oct 2026), and nobody has recorded how it stands now."
    assert (over.truth, over.because) == (DOUBT, (words,))
    two = (fact("asthma", value=True, days=9, status="resolved"), fact("asthma", value=True, days=4, status="resolved"))
    assert "(2 Oct 2026)" in found(current, *two).because[0], "the newest of the history"
    assert found(Rule("ever", "asthma"), fact("asthma", value=True, ended_at=NOW, status="resolved")).because == (
        "Asthma stands on record: Asthma, 5 Oct 2026, resolved.",
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("denied", "denied"), ("reviewed-none", "reviewed, none"), ("excluded", "excluded by examination")],
)
def test_what_was_ruled_out_says_how_and_by_whom(status: str, words: str) -> None:
    answer = fact("asthma", value=False, asserted_by="Dr Lind", status=status)
    assert found(Rule("ever", "asthma"), answer) == Judgement(
        NO, (answer,), (f"Asthma: {words}, Dr Lind, 5 Oct 2026.",)
    )
    old = found(Rule("ever", "asthma"), replace(answer, at=NOW - MONTH - timedelta(seconds=1)))
    assert old.because == ("Asthma: the answer of 6 Sep 2026 is too old to go by. Ask again.",)
    assert found(Rule("ever", "asthma")).because == ("Asthma: nothing on record, and nobody has asked.",)


def test_an_examination_outweighs_what_was_known_by_then_to_the_second() -> None:
    answer = fact("asthma", value=False, days=1, asserted_by="Dr Lind", status="excluded")
    at_once = fact("asthma", value=True, days=1)
    assert found(Rule("ever", "asthma"), answer, at_once).truth is NO
    learned = replace(at_once, at=NOW - timedelta(days=9), learned_at=answer.at)
    assert found(Rule("ever", "asthma"), answer, learned).truth is NO
    assert found(Rule("ever", "asthma"), answer, replace(at_once, at=NOW)).truth is YES


def test_age_turns_on_the_birthday_and_on_the_youngest_of_two_dates() -> None:
    rule = Rule("age-below", value=Decimal(18))
    day = date(2008, 10, 6)
    assert found(rule, fact("birth-date", day)).because == ("Age 18 is not below 18.",)
    assert found(rule, fact("birth-date", day + timedelta(days=1))).because == ("Age 17 is below 18.",)
    both = (fact("birth-date", date(1980, 1, 1)), fact("birth-date", day + timedelta(days=1)))
    assert (found(rule, *both).truth, len(found(rule, *both).facts)) == (YES, 2)
    assert found(rule) == Judgement(DOUBT, (), ("The birth date is not known.",), ("birth-date",))
    assert [years_between(date(2004, 2, 29), date(2022, m, d)) for m, d in ((2, 28), (3, 1))] == [17, 18]


def test_a_record_of_a_death_excludes_whatever_it_holds_beside_it() -> None:
    died = fact("deceased", date(2026, 10, 1))
    words = "The record says that the person has died (5 Oct 2026)."
    assert found(Rule("died"), died) == Judgement(YES, (died,), (words,))
    assert found(Rule("died"), fact("deceased", value=True)).truth is YES
    alive = Judgement(NO, (), ("The record holds no death.",))
    assert found(Rule("died"), fact("deceased", value=False)) == found(Rule("died")) == alive


OPIOID = Ingredient("oxycodone", frozenset({"opioids"}))
REVIEW = fact("medicines-reviewed", value=True, asserted_by="Sam")


def medicine(text: str, *, recognised: bool = True, **more: object) -> Medicine:
    return Medicine(fact("medicine", text, **more), (OPIOID,), recognised)  # type: ignore[arg-type]


def test_a_medicine_is_taken_not_taken_or_not_known() -> None:
    rule = Rule("takes", one_of=("opioids",))
    taken = medicine("Oxycodone")
    both = found(rule, medicines=MedicineList((taken,), None))
    assert both == Judgement(YES, (taken.fact,), ("Takes Oxycodone (on record 5 Oct 2026).",))
    clear = found(Rule("takes", one_of=("maois",)), medicines=MedicineList((taken,), REVIEW))
    assert clear == Judgement(NO, (REVIEW,), ("No such medicine on the reviewed list.",))
    unread = MedicineList((medicine("drops", recognised=False),), REVIEW)
    for listed in (MedicineList((taken,), None), unread):
        doubt = found(Rule("takes", one_of=("maois",)), medicines=listed)
        assert doubt == Judgement(DOUBT, (), ("The medicines are not all known.",), ("medicines-reviewed",))


def test_the_list_itself_is_placed_and_reviewed_or_says_why_not() -> None:
    drops = medicine("drops", recognised=False)
    assert found(Rule("unrecognised-medicine"), medicines=MedicineList((drops,), None)) == Judgement(
        DOUBT, (drops.fact,), ("Not recognised: drops.",), ("medicine-placement",)
    )
    taken = medicine("Oxycodone")
    assert found(Rule("unrecognised-medicine"), medicines=MedicineList((taken,), None)) == Judgement(
        NO, (taken.fact,), ("Every medicine on record is placed.",)
    )
    assert found(Rule("unrecognised-medicine")) == Judgement(NO, (), ("No medicine is on record.",))
    assert found(Rule("unreviewed-medicines")) == Judgement(
        DOUBT, (), ("Nobody has gone through them.",), ("medicines-reviewed",)
    )
    assert found(Rule("unreviewed-medicines"), medicines=MedicineList((), REVIEW)) == Judgement(
        NO, (REVIEW,), ("Reviewed by Sam, 5 Oct 2026.",)
    )


def test_what_was_stopped_lingers_for_its_window_and_without_a_day_it_is_unknown() -> None:
    def after(*stopped: Medicine) -> Judgement:
        listed = MedicineList((), REVIEW, stopped=stopped)
        situation = Situation(Chart((), NOW), VOCABULARY, listed, Judgement(DOUBT))
        return lingers(frozenset({"opioids"}), timedelta(days=7), situation)

    week = medicine("Oxycodone", ended_at=NOW - timedelta(days=7))
    recent = medicine("Oxycodone", ended_at=NOW - timedelta(days=6))
    undated = medicine("Oxycodone", status="stopped")
    assert after(week) == Judgement(NO, (week.fact,))
    assert after(week, recent, undated) == Judgement(YES, (recent.fact,), ("Took Oxycodone until 30 Sep 2026.",))
    words = "Oxycodone was stopped, and the day is not on record."
    assert after(undated, week) == Judgement(DOUBT, (undated.fact,), (words,), ("medicines-reviewed",))


def test_a_rule_tells_its_facts_and_its_limits_through_every_part() -> None:
    rule = Rule("any", parts=(limit("above"), Rule("all", parts=(Rule("ever", "asthma"), limit("below")))))
    assert facts_of(rule) == ("pressure", "asthma")
    assert limits_of(rule) == (limit("above"), limit("below"))
    assert limits_of(Rule("age-below", value=Decimal(18))) == ()


def test_what_stands_on_record_is_told_with_its_status_and_its_doubt() -> None:
    asthma = fact("asthma", value=True, display="Mild asthma")
    unverified = replace(asthma, identified=Verification.UNVERIFIED)
    assert found(Rule("ever", "asthma"), asthma).because == ("Asthma stands on record: Mild asthma, 5 Oct 2026.",)
    assert found(Rule("ever", "asthma"), replace(asthma, status="active")).because == (
        "Asthma stands on record: Mild asthma, 5 Oct 2026, active.",
    )
    words = "Asthma stands on record: Mild asthma, 5 Oct 2026 (its code or diagnosis is not verified)."
    assert found(Rule("ever", "asthma"), unverified).because == (words,)


def test_an_absence_and_a_presence_said_at_one_instant_rule_nothing_out() -> None:
    said = {"asserted_by": "Dr Lind"}
    both = (fact("asthma", value=True, **said), fact("asthma", value=False, status="excluded", **said))
    assert found(Rule("ever", "asthma"), *both).truth is YES


def test_what_was_sent_without_a_name_says_so_with_the_claim_it_saw() -> None:
    claim = fact("ride", value=True)
    doubt = found(Rule("confirmed", "ride"), claim)
    assert (doubt.truth, doubt.facts) == (DOUBT, (claim,))
    assert doubt.because == ("Ride home: on record, but no clinician here has confirmed it.",)
    assert found(Rule("is", "stage", one_of=("b",)), fact("stage", "b")).because == (
        "Stage: no named person stands behind what was sent.",
    )
