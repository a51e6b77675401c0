"""The files' own checks find what a schema cannot see."""

from dataclasses import replace
from typing import Any

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
    assert names == {"esketamine-nasal", "ketamine-iv"}
    assert {e.value.covers for e in catalogue.entries("forms")} == names | {"psychotherapy"}


def test_a_protocol_names_modalities_that_exist() -> None:
    known = set(catalogue.ids("modalities"))
    assert all(set(e.value.modalities) <= known for e in catalogue.entries("protocols"))
