"""An instrument goes out as a Questionnaire and comes back as wording; what does not fit is refused with words."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.wording import put_in
from openkap.content import catalogue
from openkap.gateways.questionnaires.reading import MAX_BYTES, WordingError, wording
from openkap.gateways.questionnaires.writing import ORDINAL, questionnaire

EVERY = catalogue.ids("instruments")


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


def filled(id_: str) -> dict[str, Any]:
    """The exported skeleton with invented words in every slot."""
    form = questionnaire(instrument(id_))
    for item in form["item"]:
        item.setdefault("text", f"Words of {item['linkId']}")
        for number, option in enumerate(item.get("answerOption", [])):
            option["valueCoding"].setdefault("display", f"Answer {number}")
    return form


def data(form: Any) -> bytes:
    return json.dumps(form).encode()


@pytest.mark.parametrize("id_", EVERY)
def test_every_instrument_goes_out_with_its_slots_values_and_notice(id_: str) -> None:
    definition, form = instrument(id_), questionnaire(instrument(id_))
    assert json.loads(json.dumps(form)) == form
    asked = [i for i in form["item"] if i["type"] != "display"]
    assert [i["linkId"] for i in asked] == [i.id for i in definition.items]
    assert definition.rights.notice in form["copyright"]
    for item, node in zip(definition.items, asked, strict=True):
        values = [o["extension"][0]["valueDecimal"] for o in node.get("answerOption", [])]
        assert values == ([] if item.number else [o.value for o in item.options])
        assert ("text" in node) is definition.worded
    assert all(("code" in i) is bool(definition.item(i["linkId"]).code) for i in asked)


@pytest.mark.parametrize("id_", EVERY)
def test_words_come_back_into_the_slots_and_change_nothing_else(id_: str) -> None:
    definition = instrument(id_)
    said = wording(definition, data(filled(id_)))
    worded = put_in(definition, said)
    assert worded.worded
    assert worded.score == definition.score
    assert worded.values == definition.values
    assert said.digest == wording(definition, data(filled(id_))).digest


def test_one_word_changed_is_another_digest() -> None:
    form = filled("madrs")
    before = wording(instrument("madrs"), data(form)).digest
    form["item"][0]["text"] += "!"
    assert wording(instrument("madrs"), data(form)).digest != before


def test_questions_that_hang_on_others_say_so() -> None:
    items = {i["linkId"]: i for i in questionnaire(instrument("audit"))["item"]}
    assert [c["answerCoding"]["code"] for c in items["q2"]["enableWhen"]] == ["1", "2", "3", "4"]
    assert items["q4"]["enableBehavior"] == "any"
    assert "enableWhen" not in items["q9"]


def test_display_items_and_groups_are_no_slots() -> None:
    form = filled("isi")
    said = {"linkId": "intro", "type": "display", "text": "Think of the last two weeks."}
    stem = {"linkId": "stem", "type": "display", "text": "How bad was it?"}
    form["item"] = [said, stem, {"linkId": "all", "type": "group", "item": form["item"]}]
    found = wording(instrument("isi"), data(form))
    assert (found.instructions, found.stem) == ("Think of the last two weeks.", "How bad was it?")
    assert list(found.items) == [f"q{n}" for n in range(1, 8)]


def _drop(form: Any) -> None:
    form["item"].pop()


def _swap(form: Any) -> None:
    form["item"][0], form["item"][1] = form["item"][1], form["item"][0]


def _more_answers(form: Any) -> None:
    form["item"][2]["answerOption"].append(form["item"][2]["answerOption"][0])


def _other_order(form: Any) -> None:
    form["item"][2]["answerOption"].reverse()


def _from_one(form: Any) -> None:
    for option in form["item"][0]["answerOption"]:
        option["extension"][0]["valueDecimal"] += 1


def _silent(form: Any) -> None:
    form["item"][3]["text"] = " "


def _silent_answer(form: Any) -> None:
    del form["item"][3]["answerOption"][0]["valueCoding"]["display"]


def _spanish(form: Any) -> None:
    form["language"] = "es"


def _not_a_list(form: Any) -> None:
    form["item"] = {"linkId": "q1"}


def _no_value(form: Any) -> None:
    form["item"][0]["answerOption"][0] = {"valueString": "Never"}


def _word_for_value(form: Any) -> None:
    del form["item"][0]["answerOption"][0]["extension"]
    form["item"][0]["answerOption"][0]["valueCoding"]["code"] = "never"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_drop, "has 7 items and the file has 6"),
        (_swap, "Item 1 of the file is 'q2' and should be 'q1'"),
        (_more_answers, "item q3: the answers count 0, 1, 2, 3, 4, 0 and should count 0, 1, 2, 3, 4"),
        (_other_order, "item q3: the answers count 4, 3, 2, 1, 0"),
        (_from_one, "item q1: the answers count 1, 2, 3, 4, 5"),
        (_silent, "Item 'q4' has no words"),
        (_silent_answer, "Item 'q4' has no words"),
        (_spanish, "The file is in 'es'"),
        (_not_a_list, "'item' is not a list"),
        (_no_value, "the answers count ?, 1, 2, 3, 4"),
        (_word_for_value, "the answers count ?, 1, 2, 3, 4"),
    ],
)
def test_what_does_not_fit_is_refused(change: Callable[[Any], None], says: str) -> None:
    form = copy.deepcopy(filled("isi"))
    change(form)
    with pytest.raises(WordingError, match=re.escape(says)):
        wording(instrument("isi"), data(form))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"nonsense", "not JSON"),
        (b"[]", "not a FHIR Questionnaire"),
        (b'{"resourceType": "Bundle"}', "not a FHIR Questionnaire"),
        (b" " * (MAX_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_is_something_else_is_refused(sent: bytes, says: str) -> None:
    with pytest.raises(WordingError, match=says):
        wording(instrument("isi"), sent)


def test_a_value_may_be_the_code_or_stand_on_the_coding() -> None:
    form = filled("isi")
    for option in form["item"][0]["answerOption"]:
        del option["extension"]
    for option in form["item"][1]["answerOption"]:
        option["valueCoding"]["extension"] = option.pop("extension")
    form["item"][1]["answerOption"][0]["valueCoding"]["extension"][0] = {"url": ORDINAL, "valueDecimal": 0.0}
    assert wording(instrument("isi"), data(form)).options["q2"]["0"] == "Answer 0"
