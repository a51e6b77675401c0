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
