"""Dose checks: the files' own examples, what is unknown, and that no route is ever converted."""

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.dosing.check import Level, ProposedDose, Weight, check_dose, ranges_for
from openkap.clinical.dosing.product import Course, OrderFact, Product
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
def test_a_weight_at_its_age_limit_stands_and_a_day_later_or_ahead_does_not() -> None:
    def ids(days: int) -> list[str]:
        weight = Known(Weight(Decimal(80), NOW - timedelta(days=days)))
        return [f.id for f in check_dose(product("ketamine-iv"), proposed("40", weight=weight), NOW).findings]

    assert ids(30) == []
    assert ids(31) == ["weight-stale"]
    assert ids(-1) == ["weight-ahead"]
    later_today = Known(Weight(Decimal(80), NOW + timedelta(hours=23)))
    assert check_dose(product("ketamine-iv"), proposed("40", weight=later_today), NOW).findings == ()


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


def test_a_range_that_ends_at_an_age_says_nothing_from_there_on() -> None:
    """Nobody of 65 or over was in the trials of a psychiatric emergency: the younger ones' dose is not theirs."""
    esk = product("esketamine-nasal")
    (last,) = ranges_for(esk, "eu", 64, Course.FIRST, "psychiatric-emergency")
    assert (last.doses_mg, last.ages) == ((84,), "from 18 years and under 65")
    assert ranges_for(esk, "eu", 65, Course.FIRST, "psychiatric-emergency") == ()
    assert ranges_for(esk, "eu", 17, Course.FIRST, "psychiatric-emergency") == ()
    (usual,) = ranges_for(esk, "eu", 65, Course.FIRST)
    assert (usual.doses_mg, usual.ages) == ((28,), "from 65 years")


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


def weighed(kg: str = "80") -> Known[Weight]:
    return Known(Weight(Decimal(kg), NOW))


# guards HZ-22
@pytest.mark.parametrize(
    ("id_", "dose", "found"),
    [
        ("ketamine-iv", proposed("1", weight=weighed("10")), {}),
        ("ketamine-iv", proposed("0.9", weight=weighed("9")), {"entry-bounds"}),
        ("ketamine-iv", proposed("200", weight=weighed("400")), {}),
        ("ketamine-iv", proposed("201", weight=weighed("402")), {"entry-bounds"}),
        ("ketamine-iv", proposed("80", weight=weighed()), {"outside-range", "above-ceiling"}),
        ("ketamine-iv", proposed("80.1", weight=weighed()), {"outside-range", "above-ceiling", "anaesthetic-dose"}),
        ("ketamine-iv", proposed("40", weight=weighed(), age_years=18), {}),
        ("ketamine-sublingual", proposed("10"), {}),
        ("ketamine-sublingual", proposed("9"), {"outside-range"}),
        ("ketamine-sublingual", proposed("350"), {}),
        ("ketamine-sublingual", proposed("351"), {"outside-range"}),
        (
            "ketamine-iv",
            proposed("40", weight=weighed("120"), height_cm=Known(Decimal(200))),
            {"consider-ideal-weight"},
        ),
        ("ketamine-iv", proposed("40", weight=weighed("119"), height_cm=Known(Decimal(200))), set()),
        ("ketamine-iv", proposed("50", weight=weighed("100"), previous_mg=Known(Decimal(40))), {}),
        ("ketamine-iv", proposed("50", weight=weighed("100"), previous_mg=Known(Decimal("39.9"))), {"steep-rise"}),
        ("ketamine-iv", proposed("2", weight=weighed("4"), previous_mg=Known(Decimal(1))), {"steep-rise"}),
        ("ketamine-iv", proposed("40", weight=weighed(), previous_mg=Known(Decimal(0))), {}),
    ],
)
def test_each_edge_of_a_product_holds_to_the_milligram(id_: str, dose: ProposedDose, found: set[str]) -> None:
    usual = {"unapproved-product", "range-unverified"} | ({"outside-range"} if dose.amount_mg / 80 < 0.1 else set())
    said = {f.id for f in check_dose(product(id_), dose, NOW).findings}
    assert said - usual == set(found) - usual


def test_the_words_a_prescriber_acts_on() -> None:
    def words(id_: str, dose: ProposedDose) -> set[str]:
        return {f.because for f in check_dose(product(id_), dose, NOW).findings}

    none = words("ketamine-sublingual", proposed("100", variant="psychedelic"))
    assert "No range is known for us, 42 years, first, psychedelic." in none
    assert "No range is known for mars, 42 years, first." in words("ketamine-iv", proposed("40", jurisdiction="mars"))
    later = proposed("70", stage=Course.MAINTENANCE)
    assert words("ketamine-iv", later) >= {
        "The weight is not known. Weigh the person.",
        "The last dose is not known. Find it, or say why it is not known.",
    }
    assert "70 mg is outside the range here, 56 mg or 84 mg (maintenance)." in words("esketamine-nasal", later)
    assert "9 mg is outside the reported range, 10 to 350 mg." in words("ketamine-sublingual", proposed("9"))
    rise = proposed("60", weight=weighed("100"), previous_mg=Known(Decimal(40)))
    assert "40 mg was given last time, 60 mg now: more than 25 % more. Say why." in words("ketamine-iv", rise)
    unread = dataclasses.replace(product("ketamine-iv").ranges[0], basis=product("ketamine-iv").rise_basis)
    held = check_dose(dataclasses.replace(product("ketamine-iv"), ranges=(unread,)), proposed("40"), NOW)
    assert "The range here rests on no source that was read: a prescriber decides, and says why." in {
        f.because for f in held.findings if f.id == "range-unverified" and f.level is Level.HOLD
    }
    heavy = check_dose(
        product("ketamine-iv"), proposed("40", weight=weighed("120"), height_cm=Known(Decimal(200))), NOW
    ).findings
    assert "The body mass index is 30.0 kg/m²: consider ideal body weight. The dose is on actual weight." in {
        f.because for f in heavy
    }


def test_a_fact_asked_for_elsewhere_hides_none_asked_for_here() -> None:
    facts = tuple(
        OrderFact(code, code, (), where) for code, where in (("there", ("eu",)), ("here", ("us",)), ("all", ()))
    )
    found = check_dose(dataclasses.replace(product("esketamine-nasal"), order_facts=facts), proposed("56"), NOW)
    assert [(f.id, f.because) for f in found.findings] == [
        ("here", "here: this is not known."),
        ("all", "all: this is not known."),
    ]


@pytest.mark.parametrize(("days_since", "ids"), [
    ((), []), ((3,), []), ((7, 3), []), ((6, 3), ["too-often"]), ((6, 3, 1), ["too-often"]), ((-1, -3), []),
    ((0,), ["same-day"]), ((0, 3), ["same-day", "too-often"]),
])  # fmt: skip
def test_doses_that_come_too_close_are_held_and_the_day_at_the_limit_is_not(
    days_since: tuple[int, ...], ids: list[str]
) -> None:
    weight = Known(Weight(Decimal(80), NOW))
    found = check_dose(product("ketamine-iv"), proposed("40", weight=weight, days_since=days_since), NOW)
    assert [f.id for f in found.findings] == ids
    assert found.held is bool(ids)
