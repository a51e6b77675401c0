"""Dose checks: the files' own examples, what is unknown, and that no route is ever converted."""

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.dosing.check import Level, ProposedDose, Weight, check_dose, ranges_for
from openkap.clinical.dosing.product import Course, Product
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content import catalogue
from openkap.content.readers import products

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
ABSENT = Unknown(Missing.ABSENT)
FACTS = (("site-rems-certified", Truth.TRUE), ("patient-rems-enrolled", Truth.TRUE))


def product(id_: str) -> Product:
    found = catalogue.entry("products", id_).value
    assert isinstance(found, Product)
    return found


def proposed(mg: str, **changed: object) -> ProposedDose:
    base = ProposedDose(Decimal(mg), "us", 42, Course.FIRST, ABSENT, ABSENT, ABSENT, FACTS)
    return dataclasses.replace(base, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("entry", catalogue.entries("products"), ids=lambda e: e.pin.id)
def test_a_product_passes_its_own_examples(entry: catalogue.Entry) -> None:
    assert list(products.check(entry)) == []
    wrong = dataclasses.replace(
        entry, document={**entry.document, "examples": [{**entry.document["examples"][-1], "expect": {}}]}
    )
    assert any("expected {}" in problem for problem in products.check(wrong))


def test_a_product_without_its_device_or_weight_rule_is_a_fault() -> None:
    devices = catalogue.entry("products", "esketamine-nasal")
    bare = dataclasses.replace(devices, value=dataclasses.replace(devices.value, device_mg=None), document={})
    assert list(products.check(bare)) == ["It is dosed by devices and says nothing of the device. Add 'device'."]
    weight = catalogue.entry("products", "ketamine-iv")
    bare = dataclasses.replace(weight, value=dataclasses.replace(weight.value, weight=None), document={})
    assert list(products.check(bare)) == ["It is dosed by weight and has no rule for the weight. Add 'weight'."]


def test_a_fact_that_is_not_so_holds_as_one_that_is_unknown_does() -> None:
    no = proposed("56", facts=(("site-rems-certified", Truth.FALSE), ("patient-rems-enrolled", Truth.TRUE)))
    (finding,) = check_dose(product("esketamine-nasal"), no, NOW).findings
    assert (finding.level, finding.because) == (Level.HOLD, "This site is certified to give it: this is not so.")


def test_strongest_findings_come_first_and_say_held_or_refused() -> None:
    found = check_dose(product("esketamine-nasal"), proposed("196"), NOW)
    assert found.refused
    assert found.held
    assert found.findings[0].level is Level.REFUSED
    fine = check_dose(product("esketamine-nasal"), proposed("56"), NOW)
    assert not fine.held
    assert fine.findings == ()


# guards HZ-22
def test_a_weight_at_its_age_limit_stands_and_a_day_later_does_not() -> None:
    def ids(days: int) -> list[str]:
        weight = Known(Weight(Decimal(80), NOW - timedelta(days=days)))
        return [f.id for f in check_dose(product("ketamine-iv"), proposed("40", weight=weight), NOW).findings]

    assert ids(30) == []
    assert ids(31) == ["weight-stale"]


def test_the_dose_per_kilogram_stays_unknown_without_a_weight() -> None:
    assert check_dose(product("ketamine-iv"), proposed("40"), NOW).mg_per_kg == ABSENT


def test_the_nearest_age_group_below_counts() -> None:
    esketamine = product("esketamine-nasal")
    assert [r.age_from for r in ranges_for(esketamine, "eu", 64, Course.FIRST)] == [18]
    assert [r.age_from for r in ranges_for(esketamine, "eu", 65, Course.FIRST)] == [65]
    assert ranges_for(esketamine, "mars", 42, Course.FIRST) == ()


# guards HZ-22
@given(st.integers(1, 400), st.integers(30, 200))
def test_more_drug_never_looks_safer(mg: int, kg: int) -> None:
    weight = Known(Weight(Decimal(kg), NOW))
    order = [None, Level.NOTE, Level.WARN, Level.HOLD, Level.REFUSED]

    def worst(amount: int) -> int:
        findings = check_dose(product("ketamine-iv"), proposed(str(amount), weight=weight), NOW).findings
        return max((order.index(f.level) for f in findings if f.id != "outside-range" or amount > kg * 0.1), default=0)

    if mg >= kg * 0.1:
        assert worst(mg + 1) >= worst(mg)


# guards HZ-11
def test_no_product_can_turn_a_dose_into_another_routes() -> None:
    """The words bioavailability and equivalent stand nowhere in the dose engine: routes are never converted."""
    import inspect

    from openkap.clinical.dosing import check

    source = inspect.getsource(check).lower()
    assert "bioavail" not in source
    assert "equivalent" not in source


def test_a_variant_has_ranges_of_its_own_and_borrows_none() -> None:
    esk, iv = product("esketamine-nasal"), product("ketamine-iv")
    (usual,) = ranges_for(esk, "us", 42, Course.FIRST)
    (acute,) = ranges_for(esk, "us", 42, Course.FIRST, "acute-suicidality")
    assert (usual.span, acute.span) == ((56, 56), (84, 84))
    assert ranges_for(esk, "eu", 42, Course.FIRST, "acute-suicidality") == ()
    assert ranges_for(iv, "us", 42, Course.MAINTENANCE, "alcohol-research") == ()
    assert usual.unit == "mg"


@pytest.mark.parametrize("id_", ["ketamine-sublingual", "ketamine-oral", "ketamine-nasal-compounded"])
def test_every_compounded_product_says_so_with_each_dose(id_: str) -> None:
    found = {f.id: f.level for f in check_dose(product(id_), proposed("50"), NOW).findings}
    assert "unapproved-product" in found
    assert (found.get("regulator-warning") is Level.HOLD) == (id_ == "ketamine-nasal-compounded")


def test_a_variant_without_a_range_and_an_upside_down_range_are_faults() -> None:
    entry = catalogue.entry("products", "ketamine-im")
    (first, *_), variants = entry.value.ranges, entry.value.variants
    turned = dataclasses.replace(first, mg_per_kg=first.mg_per_kg[::-1], variant="other")
    wrong = dataclasses.replace(entry, value=dataclasses.replace(entry.value, ranges=(turned,)), document={})
    found = list(products.check(wrong))
    assert "There is no variant 'other'." in found
    assert {f"The variant {v.id!r} has no range." for v in variants} <= set(found)
    assert any("upside down" in problem for problem in found)
