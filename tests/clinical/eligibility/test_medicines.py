"""A medicine is recognised only when every word of it is accounted for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.eligibility.medicines import medicines_of, recognise
from openkap.clinical.facts import Chart, Fact
from openkap.content.rulebook import formulary, vocabulary

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


# guards HZ-03
@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Fluoxetine 25MG", {"fluoxetine"}),
        ("Acetaminophen 325 MG / oxyCODONE Hydrochloride 5 MG Oral Tablet", {"paracetamol", "oxycodone"}),
        ("24 HR Donepezil hydrochloride 10 MG / Memantine hydrochloride 28 MG Extended Release Oral Capsule",
         {"donepezil", "memantine"}),
        ("Clonazepam [Klonopin]", {"clonazepam"}),
        ("Carbamazepine[Tegretol]", {"carbamazepine"}),
        ("Nitroglycerin 0.4 MG/ACTUAT Mucosal Spray", {"glyceryl trinitrate"}),
        ("24hr nicotine transdermal patch", {"nicotine"}),
        ("Jolivette 28 Day Pack", {"norethisterone"}),
        ("sodium oxybate 500 mg/ml oral solution", {"sodium oxybate"}),
        ("fluoxetine 20 mg, one capsule, once daily in the morning", {"fluoxetine"}),
    ],
)  # fmt: skip
def test_whole_ingredient_words_are_recognised(text: str, ingredients: set[str]) -> None:
    found, whole = recognise(text, formulary())
    assert {i.name for i in found} == ingredients
    assert whole


# guards HZ-03
@pytest.mark.parametrize(
    "text",
    [
        "",
        "night drops, valerian and hops",
        "fluoxetine / zorbulane",
        "fluoxetine and something for sleep",
        "norfluoxetine 20 mg",
        "fluoxetinex",
        "no fluoxetine",
        "fluoxetine (stopped)",
        "fluoxetine / potassium",
        "fluoxetine, potassium",
        "Oral Tablet",
        "fluoxetine ®",
        "флуоксетин",
        "20 mg",
        "a medicine without a name",
    ],
)
def test_one_unknown_word_leaves_it_not_recognised(text: str) -> None:
    assert recognise(text, formulary())[1] is False


# guards HZ-03
def test_a_known_ingredient_still_counts_in_a_medicine_that_is_not_recognised() -> None:
    chart = Chart.at([Fact("medicine", "oxycodone / zorbulane", NOW, "Medication/1")], NOW)
    found = medicines_of(chart, vocabulary(), formulary())
    assert [m.text for m in found.of_classes(frozenset({"opioids"}))] == ["oxycodone / zorbulane"]
    assert not found.is_settled


def test_an_unknown_word_hides_no_ingredient_beside_it() -> None:
    for text in ("zorbulane oxycodone", "oxycodone zorbulane", "st john's wort", "zorbulane st john's wort"):
        assert len(recognise(text, formulary())[0]) == 1, text


@given(st.text(max_size=60))
def test_any_text_is_read_without_fault(text: str) -> None:
    found, whole = recognise(text, formulary())
    assert not whole or found


def medicine(text: str, days_ago: int, **more: object) -> Fact:
    return Fact("medicine", text, NOW - timedelta(days=days_ago), "x", **more)  # type: ignore[arg-type]


def current(facts: list[Fact]) -> list[Fact]:
    return [m.fact for m in medicines_of(Chart.at(facts, NOW), vocabulary(), formulary()).current]


def test_stopped_medicines_and_ended_ones_are_not_current() -> None:
    facts = [
        medicine("fluoxetine", 90, status="stopped"),
        medicine("sertraline", 60, status="active", ended_at=NOW - timedelta(days=1)),
        medicine("lithium", 30, status="on-hold"),
    ]
    assert [f.value for f in current(facts)] == ["lithium"]


def test_a_named_stop_replaces_an_older_record_but_not_a_newer_order() -> None:
    said = medicine("Sertraline", 10, status="stopped", asserted_by="Dr Lind")
    older, newer = medicine("sertraline", 40, status="active"), medicine("sertraline", 2, status="active")
    assert current([older, said]) == []
    assert current([older, said, newer]) == [newer]


def test_an_order_that_came_in_after_the_named_stop_counts_whatever_its_date() -> None:
    said = medicine("sertraline", 10, status="stopped", asserted_by="Dr Lind")
    late = medicine("sertraline", 40, status="active", learned_at=NOW - timedelta(days=1))
    assert current([late, said]) == [late]


def test_an_order_that_came_in_at_the_very_instant_of_the_named_stop_is_replaced_by_it() -> None:
    said = medicine("sertraline", 10, status="stopped", asserted_by="Dr Lind")
    assert current([medicine("sertraline", 40, status="active", learned_at=said.at), said]) == []


def test_a_review_that_counts_says_nothing_against_itself() -> None:
    review = Fact("medicines-reviewed", value=True, at=NOW, source="page", asserted_by="Dr Lind")
    found = medicines_of(Chart.at([review], NOW), vocabulary(), formulary())
    assert (found.review, found.why_not_reviewed) == (review, "")


def test_a_text_and_a_code_that_name_different_medicines_are_not_recognised() -> None:
    fact = medicine("paracetamol", 1, display="oxycodone 5 mg")
    found = medicines_of(Chart.at([fact], NOW), vocabulary(), formulary())
    assert [m.recognised for m in found.current] == [False]
    assert found.of_classes(frozenset({"opioids"}))


def test_a_named_placement_places_it_and_an_unnamed_one_does_not() -> None:
    drops = medicine("night drops", 5)
    for who, recognised in (("Dr Lind", True), ("", False)):
        placed = Fact("medicine-placement", "harmless", NOW, "page", display="Night  Drops", asserted_by=who)
        found = medicines_of(Chart.at([drops, placed], NOW), vocabulary(), formulary())
        assert [m.recognised for m in found.current] == [recognised]


def test_a_product_code_without_text_is_read_from_the_formulary() -> None:
    coding = "http://www.nlm.nih.gov/research/umls/rxnorm|406022"
    fact = medicine("fluoxetine", 1, coding=coding)
    assert medicines_of(Chart.at([fact], NOW), vocabulary(), formulary()).current[0].recognised


def test_an_end_at_this_very_instant_has_ended_it() -> None:
    ended, ending = (medicine("lithium", 9, ended_at=NOW + timedelta(seconds=s)) for s in (0, 1))
    assert current([ended]) == []
    assert current([ending]) == [ending]


def test_a_placement_names_ingredients_and_a_code_adds_its_own() -> None:
    drops = medicine("night drops", 5)
    for words, whole, names in (("oxycodone", True, ["oxycodone"]), ("oxycodone zorbulane", False, ["oxycodone"])):
        placed = Fact("medicine-placement", words, NOW, "page", display="night drops", asserted_by="Dr Lind")
        (found,) = medicines_of(Chart.at([drops, placed], NOW), vocabulary(), formulary()).current
        assert (found.recognised, [i.name for i in found.ingredients]) == (whole, names)
    coding = "http://www.nlm.nih.gov/research/umls/rxnorm|406022"
    by_code = medicines_of(Chart.at([medicine(" ", 1, coding=coding)], NOW), vocabulary(), formulary()).current[0]
    assert by_code.ingredients
    assert by_code.recognised
    (other,) = medicines_of(Chart.at([medicine("lithium", 1, coding=coding)], NOW), vocabulary(), formulary()).current
    assert not other.recognised


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([], "Nobody has gone through the medicines with the person."),
        ([(True, "", 1)], "Nobody has gone through the medicines with the person."),
        ([(True, "Sam", 2), (False, "Sam", 1)], "The last review of the medicines was left open."),
        ([(True, "Sam", 4000)], "is too old to go by."),
        ([(True, "Sam", 6)], "A medicine came in after the review of 30 Sep 2026."),
        ([(True, "Sam", 5)], ""),
        ([(True, "Sam", 4)], ""),
    ],
)
def test_a_review_stands_only_for_what_it_saw(answers: list[tuple[bool, str, int]], why: str) -> None:
    reviews = [Fact("medicines-reviewed", v, NOW - timedelta(days=d), "page", asserted_by=by) for v, by, d in answers]
    found = medicines_of(Chart.at([medicine("lithium", 5), *reviews], NOW), vocabulary(), formulary())
    assert found.why_not_reviewed.endswith(why)
    assert (found.review is None) is bool(why)
    assert found.is_settled is not bool(why)


def test_what_was_never_taken_was_not_stopped_either() -> None:
    facts = [medicine(m, 9, status=s) for m, s in (("lithium", "stopped"), ("oxycodone", "not-taken"))]
    found = medicines_of(Chart.at(facts, NOW), vocabulary(), formulary())
    assert [m.text for m in found.stopped] == ["lithium"]
    assert found.stopped_of(frozenset({"opioids"})) == ()
