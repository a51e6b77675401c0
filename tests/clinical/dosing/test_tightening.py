"""A product's numbers can be made stricter at a site; whatever a site puts, no finding about a dose goes away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.dosing.check import ProposedDose, Weight, check_dose
from openkap.clinical.dosing.product import Course, Product
from openkap.clinical.dosing.tightening import AGE, CEILING, RISE, WEIGHT, tightenable, tightened
from openkap.clinical.tightening import Tighter
from openkap.clinical.values import Known
from openkap.content import catalogue

NOW = datetime(2026, 1, 31, tzinfo=UTC)
PRODUCTS: list[Product] = [e.value for e in catalogue.entries("products")]
IV = next(p for p in PRODUCTS if p.pin.id == "ketamine-iv")
DOSE = ProposedDose(
    amount_mg=Decimal(50),
    jurisdiction="eu",
    age_years=18,
    stage=Course.INDUCTION,
    weight=Known(Weight(Decimal(100), NOW - timedelta(days=20))),
    height_cm=Known(Decimal(180)),
    previous_mg=Known(Decimal(45)),
)


def found(product: Product, dose: ProposedDose = DOSE) -> set[str]:
    return {f.id for f in check_dose(product, dose, NOW).findings if f.id != "consider-ideal-weight"}


@pytest.mark.parametrize(
    ("path", "value", "finding"),
    [
        (CEILING, "0.4", "above-ceiling"),
        (RISE, "10", "steep-rise"),
        (AGE, "21", "under-age"),
        (WEIGHT, "7", "weight-stale"),
    ],
)
def test_a_stricter_number_finds_what_passed_before(path: str, value: str, finding: str) -> None:
    assert finding not in found(IV)
    assert found(tightened(IV, {path: Decimal(value)})) == found(IV) | {finding}


@given(
    st.dictionaries(st.sampled_from([CEILING, RISE, AGE, WEIGHT]), st.decimals(0, 150, places=1), max_size=4),
    st.integers(1, 120),
    st.integers(10, 90),
)
def test_no_site_takes_a_finding_away(site: dict[str, Decimal], amount: int, age: int) -> None:
    dose = replace(DOSE, amount_mg=Decimal(amount), age_years=age)
    assert found(IV, dose) <= found(tightened(IV, site), dose)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda p: p.pin.id)
def test_every_number_has_a_source_and_refuses_what_is_looser(product: Product) -> None:
    for one in tightenable(product):
        assert one.basis, one.path
        assert "never loosen" in one.refusal(one.default + (1 if one.tighter is Tighter.LOWER else -1))
        assert one.refusal(one.furthest) == ""
        assert tightened(product, {one.path: one.furthest}) != product


def test_each_number_of_an_order_is_shown_as_what_it_is() -> None:
    def shown(product: Product) -> list[tuple[object, ...]]:
        return [(t.path, t.group, t.title, t.says, t.unit, t.default, t.tighter, t.furthest, t.whole, t.basis)
                for t in tightenable(product)]  # fmt: skip

    weight, ceiling = IV.weight, IV.ceiling
    assert weight is not None
    assert shown(IV) == [
        ("ceiling", "Orders", "Ceiling", "held above", " mg/kg", ceiling.stop, "lower", Decimal("0.01"), False,
         ceiling.basis),
        ("most-rise", "Orders", "Rise since the last dose", "asks for a reason above", " %", 25, "lower", 0, False,
         IV.rise_basis),
        ("minimum-age", "Orders", "Youngest age", "held under", " years", 18, "higher", 120, True, IV.age_basis),
        ("weight-age", "Orders", "Age of the weight", "held above", " days", 30, "lower", 1, True, weight.basis),
    ]  # fmt: skip
    devices = next(p for p in PRODUCTS if p.pin.id == "esketamine-nasal")
    assert [(t.path, t.unit, t.furthest) for t in tightenable(devices)] == [
        ("ceiling", " mg", devices.bounds.mg[0]),
        ("most-rise", " %", 0),
        ("minimum-age", " years", 120),
    ]


def test_a_stricter_number_changes_its_own_place_and_no_other() -> None:
    here = tightened(IV, {RISE: Decimal(10), AGE: Decimal(21), CEILING: Decimal("0.4"), WEIGHT: Decimal(7)})
    assert (here.max_rise_percent, here.minimum_age, here.ceiling.stop) == (10, 21, Decimal("0.4"))
    assert here.weight is not None
    assert here.weight.max_age == timedelta(days=7)
    assert tightened(IV, {}) == IV == tightened(IV, {AGE: Decimal(17), CEILING: Decimal(9), WEIGHT: Decimal(99)})
