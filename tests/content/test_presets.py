"""Presets: every number has a basis, and a preset that makes no sense is refused in words."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from openkap.content import catalogue, simulations
from openkap.content.loader import ContentError
from openkap.content.readers import presets, warnings

PRESETS = ("esk-mono", "esk-phase3", "home-sl", "iv-clinic", "null-blinded", "ptsd-iv", "therapy-increment")


def entry(id_: str = "esk-phase3", **changed: Any) -> catalogue.Entry:
    found = catalogue.entry("presets", id_)
    document = {**copy.deepcopy(found.document), **changed}
    return replace(found, document=document, value=presets.read(document, found.pin))


def test_the_presets_of_the_evidence_are_there_and_sound() -> None:
    assert set(PRESETS) <= set(catalogue.ids("presets"))
    for id_ in catalogue.ids("presets"):
        assert list(presets.check(catalogue.entry("presets", id_))) == []


def test_uncontrolled_and_sponsored_sources_say_so() -> None:
    said = {id_: " ".join(catalogue.entry("presets", id_).value.warnings) for id_ in catalogue.ids("presets")}
    assert all(word in said["home-sl"] for word in ("Uncontrolled", "sponsor", "FDA"))
    assert "Uncontrolled" in said["iv-clinic"]
    assert "No trial shows what psychotherapy adds" in said["therapy-increment"]


def test_a_preset_goes_only_where_its_source_speaks_and_assumes_only_what_one_allows() -> None:
    people = simulations.preset("iv_clinic")
    assert simulations.scenario(people).protocol.pin.id == "ketamine-iv-6-in-3-weeks"
    assert simulations.scenario(people, therapy=0.7).therapy == 0.7
    with pytest.raises(ContentError, match="says nothing about 'psychotherapy-cbt'"):
        simulations.scenario(people, "psychotherapy-cbt")
    with pytest.raises(ContentError, match=r"0\.8 is no increment"):
        simulations.scenario(people, therapy=0.8)


def document() -> dict[str, Any]:
    return copy.deepcopy(catalogue.entry("presets", "esk-phase3").document)


def test_what_makes_no_sense_is_refused_in_words() -> None:
    whole = document()
    whole["arms"]["treatment"][0]["share"]["value"] = 0.9
    whole["therapy"]["default"]["value"] = 0.3
    whole["targets"][0]["low"] = 99
    whole["targets"][1]["instrument"] = "isi"
    whole["protocols"] = ["no-such-protocol", "psychotherapy-cbt"]
    said = list(presets.check(entry(**whole)))
    assert said == [
        "There is no 'no-such-protocol' in protocols.",
        "The protocol psychotherapy-cbt gives no dose. People are simulated around doses.",
        "The classes of treatment do not add up to everybody.",
        "baseline: the value lies outside its interval.",
        "change: nobody here answers isi.",
        "The increment of psychotherapy is zero unless somebody asks: no source shows another.",
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "silence", "limit": None}, "silence: a rule of kind silence needs a limit."),
        ({"kind": "rising", "id": "rising"}, ""),
        ({"limit": 3}, "worse-than-best: a rule of kind worse-than-best has no limit."),
        ({"id": "rising"}, "A rule stands twice. Give each an id of its own."),
    ],
)
def test_rules_of_early_warning_need_what_their_kind_needs(changed: dict[str, Any], says: str) -> None:
    found = catalogue.entry("warnings", "relapse-and-silence")
    rules = copy.deepcopy(found.document["rules"])
    index = 4 if changed.get("kind") == "silence" else 2 if changed.get("kind") else 0
    rules[index] = {k: v for k, v in {**rules[index], **changed}.items() if v is not None}
    whole = {**found.document, "rules": rules, "examples": []}
    said = list(warnings.check(replace(found, document=whole, value=warnings.read(whole, found.pin))))
    assert said == ([says] if says else [])


def test_an_example_that_comes_out_otherwise_is_named() -> None:
    found = catalogue.entry("warnings", "relapse-and-silence")
    example = {**found.document["examples"][0], "expect": ["silence"]}
    whole = {**found.document, "examples": [example]}
    assert list(warnings.check(replace(found, document=whole))) == [
        "Example 'steady improvement raises nothing': got nothing."
    ]
