"""A sum of drugs as one of them: published rows only, never rounded down, unknown when one drug has no row."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.dosing.equivalents import Equivalents, daily_equivalent
from openkap.clinical.values import Known, Unknown
from openkap.content import catalogue
from openkap.content.readers import equivalents as reader
from openkap.content.rulebook import formulary, vocabulary

TABLE: Equivalents = catalogue.entry("equivalents", "lorazepam").value
AMOUNTS = st.decimals(min_value=0, max_value=100, places=2)


def test_the_file_holds_its_own_examples_and_names_known_drugs_and_a_known_fact() -> None:
    assert list(reader.check(catalogue.entry("equivalents", "lorazepam"))) == []
    assert set(TABLE.rows) <= {i.name for i in formulary().names.values()}
    assert vocabulary().definitions[TABLE.fact].unit == "mg/d"


@given(st.dictionaries(st.sampled_from(sorted(TABLE.rows)), AMOUNTS, min_size=1), AMOUNTS)
def test_it_adds_up_never_falls_and_is_never_below_the_exact_sum(taken: dict[str, Decimal], more: Decimal) -> None:
    found = daily_equivalent(TABLE, taken)
    assert isinstance(found, Known)
    exact = sum((mg * TABLE.equals_mg / TABLE.rows[name] for name, mg in taken.items()), Decimal(0))
    assert exact <= found.value <= exact + Decimal("0.01")
    name = next(iter(taken))
    again = daily_equivalent(TABLE, taken | {name: taken[name] + more})
    assert isinstance(again, Known)
    assert again.value >= found.value


def test_one_drug_without_a_row_makes_the_whole_unknown() -> None:
    found = daily_equivalent(TABLE, {"lorazepam": Decimal(1), "bromazepam": Decimal(3)})
    assert isinstance(found, Unknown)
    assert "bromazepam" in found.detail
    assert isinstance(daily_equivalent(TABLE, {}), Unknown)
