"""The files' own checks find what a schema cannot see."""

from dataclasses import replace
from typing import Any

import pytest

from openkap.clinical.dosing.check import ranges_for
from openkap.clinical.dosing.product import Course
from openkap.clinical.protocols.definition import VisitKind
from openkap.content import catalogue
from openkap.content.readers import forms, modalities, protocols


def test_a_form_with_a_repeated_element_or_nothing_required_is_a_problem() -> None:
    entry = catalogue.entry("forms", "consent-psychotherapy")
    free = tuple(replace(e, required=False) for e in entry.value.elements)
    twice = replace(entry, value=replace(entry.value, elements=free + free[:1]))
    assert forms.check(twice) == (
        "The element 'nature' stands twice.",
        "No element is required: this form could block nothing.",
    )


def test_a_protocol_whose_example_comes_out_otherwise_is_a_problem() -> None:
    entry = catalogue.entry("protocols", "psychotherapy-act")
    example: dict[str, Any] = {"name": "wrong", "start": "2026-10-06", "expect": {"review": ["2026-11-18"]}}
    wrong = replace(entry, document={**entry.document, "examples": [example]})
    assert protocols.check(wrong) == ("Example 'wrong', review: expected ['2026-11-18'], got ['2026-11-19'].",)


def test_a_modality_with_a_repeated_line_an_empty_choice_or_an_upside_down_scale_is_a_problem() -> None:
    entry = catalogue.entry("modalities", "cbt")
    mood, homework = entry.value.session[0], entry.value.session[3]
    bad = (replace(mood, lowest=10, highest=0), replace(homework, choices=("done",)), mood)
    wrong = replace(entry, value=replace(entry.value, session=bad, homework=()))
    assert modalities.check(wrong) == (
        "session: the line 'mood' stands twice.",
        "session/mood: a scale goes from a lower to a higher number.",
        "session/homework-review: a choice needs at least two answers.",
    )


def test_a_protocol_of_a_product_stays_within_that_product() -> None:
    names = {e.value.product for e in catalogue.entries("protocols")} - {""}
    products = set(catalogue.ids("products"))
    assert names == products - {"ketamine-nasal-compounded"}  # advised against: no protocol leads to it
    assert {e.value.covers for e in catalogue.entries("forms")} == products | {
        "psychotherapy",
        "ketamine-at-home",
        "registry",
    }


@pytest.mark.parametrize(
    "entry", [e for e in catalogue.entries("protocols") if e.value.product], ids=lambda e: e.pin.id
)
def test_the_doses_of_a_protocol_lie_within_its_product(entry: catalogue.Entry) -> None:
    protocol, product = entry.value, catalogue.entry("products", entry.value.product).value
    for visit in (v for v in protocol.visits if v.kind is VisitKind.DOSING):
        for place in protocol.jurisdictions:
            stages = [Course.FIRST, Course.INDUCTION] if visit.days[0] == 0 else [Course.INDUCTION]
            found = [
                r for s in stages for age in (40, 70) for r in ranges_for(product, place, age, s, protocol.variant)
            ]
            assert found, (visit.id, place)
            for choice in visit.doses:
                assert {r.unit for r in found} == {choice.unit}
                low, high = min(r.span[0] for r in found), max(r.span[1] for r in found)
                assert all(low <= amount <= high for amount in choice.amounts), (visit.id, choice.amounts)


def test_esketamine_at_home_and_more_often_than_the_product_are_problems() -> None:
    entry, home = catalogue.entry("protocols", "esketamine-nasal-us"), catalogue.entry("protocols", "ketamine-at-home")
    rules = replace(home.value.home, visits=("weekly",))
    assert "Esketamine is never given at home. Take 'at-home' out." in protocols.check(
        replace(entry, value=replace(entry.value, home=rules), document={})
    )
    assert home.value.home is not None
    often = [replace(v, spacing=replace(v.spacing, times=3)) if v.spacing else v for v in entry.value.visits]
    assert any(
        "more often" in p
        for p in protocols.check(replace(entry, value=replace(entry.value, visits=often), document={}))
    )


def test_a_protocol_names_modalities_that_exist() -> None:
    known = set(catalogue.ids("modalities"))
    assert all(set(e.value.modalities) <= known for e in catalogue.entries("protocols"))
