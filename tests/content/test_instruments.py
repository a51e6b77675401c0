"""The shipped instruments: official wording, codes and answers, and the defects that are known in the wild.

Hazards: HZ-12.
"""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.rules import ChangeKind
from openkap.clinical.sources import Pin, Verification
from openkap.content import catalogue, loader
from openkap.content.catalogue import Entry
from openkap.content.readers import instruments as reader


def entry(id_: str) -> Entry:
    return catalogue.entry("instruments", id_)


def broken(id_: str, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """The problems that the checks find after a change to a shipped file."""
    document = copy.deepcopy(entry(id_).document)
    change(document)
    loader.check(document, "instruments", "x.yaml")
    pin = Pin("instruments", id_, "1.0.0", "")
    return list(reader.check(Entry(pin, document, reader.read(document, pin))))


@pytest.mark.parametrize("id_", catalogue.ids("instruments"))
def test_every_file_passes_its_own_checks_and_examples(id_: str) -> None:
    assert list(reader.check(entry(id_))) == []


def test_the_lowest_answer_of_gad_7_is_not_at_all() -> None:
    gad: Instrument = entry("gad-7").value
    assert {i.label(0) for i in gad.items} == {"Not at all"}


# guards HZ-12
def test_codes_stand_in_the_order_of_their_panels() -> None:
    phq: Instrument = entry("phq-9").value
    gad: Instrument = entry("gad-7").value
    assert [i.code.code for i in phq.items if i.code][8] == "44260-8"
    assert [i.code.code for i in gad.items if i.code][5:] == ["69689-8", "69736-7"]
    assert phq.score.code is not None
    assert phq.score.code.code == "44261-6"
    assert all(i.code is None for i in entry("asq").value.items)


def test_nobody_may_answer_not_applicable() -> None:
    for id_ in catalogue.ids("instruments"):
        for item in entry(id_).value.items:
            assert not any("applicable" in o.text.get("en", "").lower() for o in item.options)


# guards HZ-09
def test_what_was_not_read_is_never_a_rule_that_lowers() -> None:
    phq: Instrument = entry("phq-9").value
    rule = phq.change_rule("remission")
    assert rule is not None
    assert (rule.kind, rule.value) == (ChangeKind.AT_MOST, Decimal(4))
    assert all(b.verification is Verification.READ for b in rule.basis)
    assert phq.change_rule("no-such-rule") is None


def test_the_checks_find_overlapping_and_gaping_bands() -> None:
    def overlap(document: dict[str, Any]) -> None:
        document["bands"][1]["from"] = 4

    def gap(document: dict[str, Any]) -> None:
        document["bands"][-1]["to"] = 20

    assert any("a gap or an overlap" in p for p in broken("gad-7", overlap))
    assert any("the bands end at 20, and the score at 21" in p for p in broken("gad-7", gap))


def test_the_checks_find_a_score_that_no_answers_reach_and_a_wrong_range() -> None:
    def even(document: dict[str, Any]) -> None:
        for name in document["options"]:
            for option in document["options"][name]:
                option["value"] *= 2
        document["score"]["range"] = [0, 42]

    def wide(document: dict[str, Any]) -> None:
        document["score"]["range"] = [0, 22]

    assert any("no answers lead to a score of 1" in p for p in broken("gad-7", even))
    assert any("the answers sum to 0 to 21" in p for p in broken("gad-7", wide))


def test_the_checks_find_an_example_that_does_not_hold() -> None:
    def wrong(document: dict[str, Any]) -> None:
        document["examples"][0]["expect"]["score"] = 1
        document["examples"][1]["answers"] = [1]
        document["examples"][2]["answers"][0] = 9

    found = broken("gad-7", wrong)
    assert any("the score should be 1 and is 0" in p for p in found)
    assert any("has 1 answers for 7 items" in p for p in found)
    assert any("9 is not an answer" in p for p in found)


def test_an_item_that_is_named_must_be_defined() -> None:
    document = copy.deepcopy(entry("gad-7").document)
    document["score"]["of"] = "q1..q8"
    with pytest.raises(loader.ContentError, match="this item is named but not defined"):
        reader.read(document, entry("gad-7").pin)
    document = copy.deepcopy(entry("gad-7").document)
    document["items"][0]["options"] = "none"
    with pytest.raises(loader.ContentError, match="its options are not defined"):
        reader.read(document, entry("gad-7").pin)


def test_words_that_yaml_would_turn_into_truth_stay_words() -> None:
    assert [o.text["en"] for o in entry("asq").value.items[0].options] == ["Yes", "No"]
