"""The wording of a skeleton, read from a FHIR R4 Questionnaire. What does not fit the slots is refused, with why.

The Questionnaire names each item by the slot (``linkId``), in the order of the slots, and each answer by its value: as
``ordinalValue``, or as the code itself. Items of type *display* and *group* carry no answers; the words of the first
display are the instructions, and the words of one with the linkId ``stem`` stand before every question.
"""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from openkap.clinical.instruments.definition import Instrument, Item
from openkap.clinical.instruments.wording import Wording
from openkap.gateways.questionnaires.writing import ORDINAL

MAX_BYTES = 1024 * 1024
LANGUAGE = "en"
NO_ANSWER = frozenset({"display", "group"})
Node = dict[str, Any]


class WordingError(ValueError):
    """A Questionnaire that is not the wording of this instrument. The message says what differs and what to do."""


def wording(instrument: Instrument, data: bytes) -> Wording:
    """Read the wording for this instrument. Raises WordingError; nothing is taken in part."""
    document = _document(data)
    nodes = [node for top in _list(document, "item") for node in _flat(top)]
    asked = [n for n in nodes if n.get("type") not in NO_ANSWER]
    _demand_slots(instrument, [str(n.get("linkId", "")) for n in asked])
    said = {str(n.get("linkId", "")): _text(n, "text", n.get("linkId")) for n in nodes if n.get("type") == "display"}
    stem = said.pop("stem", "")
    pairs = list(zip(instrument.items, asked, strict=True))
    return Wording(
        language=LANGUAGE,
        items={item.id: _text(node, "text", item.id) for item, node in pairs},
        options={item.id: _answers(instrument, item, node) for item, node in pairs if not item.number},
        stem=stem,
        instructions=next(iter(said.values()), ""),
    )


def _document(data: bytes) -> Node:
    if len(data) > MAX_BYTES:
        raise WordingError("The file is larger than 1 MB. A questionnaire is not: choose the right file.")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise WordingError("The file is not JSON. Choose a FHIR Questionnaire in JSON.") from None
    if not isinstance(document, dict) or document.get("resourceType") != "Questionnaire":
        raise WordingError("The file is not a FHIR Questionnaire: its resourceType says something else.")
    language = document.get("language", LANGUAGE)
    if str(language).partition("-")[0] != LANGUAGE:
        raise WordingError(f"The file is in {language!r}. The pages that put it are in English: load the English form.")
    return document


def _list(node: Node, key: str) -> list[Node]:
    found = node.get(key, [])
    if not isinstance(found, list) or not all(isinstance(n, dict) for n in found):
        raise WordingError(f"In the file {key!r} is not a list of objects. Export the Questionnaire again.")
    return found


def _flat(node: Node) -> Iterator[Node]:
    yield node
    for child in _list(node, "item"):
        yield from _flat(child)


def _demand_slots(instrument: Instrument, links: list[str]) -> None:
    slots = [i.id for i in instrument.items]
    if len(links) != len(slots):
        raise WordingError(
            f"{instrument.title} has {len(slots)} items and the file has {len(links)}. Nothing was loaded. "
            f"Give each of these its item: {', '.join(slots)}."
        )
    for number, (slot, link) in enumerate(zip(slots, links, strict=True), start=1):
        if slot != link:
            raise WordingError(
                f"Item {number} of the file is {link!r} and should be {slot!r}. Nothing was loaded. "
                f"The order is {', '.join(slots)}."
            )


def _text(node: Node, key: str, where: object) -> str:
    found = node.get(key)
    if not isinstance(found, str) or not found.strip():
        raise WordingError(f"Item {where!r} has no words. Nothing was loaded: give every item and answer its text.")
    return found.strip()


def _answers(instrument: Instrument, item: Item, node: Node) -> dict[str, str]:
    options = _list(node, "answerOption")
    values = [_value(option) for option in options]
    expected = [o.value for o in item.options]
    if values != expected:
        told = ", ".join("?" if v is None else str(v) for v in values) or "none"
        raise WordingError(
            f"{instrument.title} item {item.id}: the answers count {told} and should count "
            f"{', '.join(map(str, expected))}, in this order. Nothing was loaded."
        )
    return {
        str(value): _text(_coding(option), "display", item.id) for value, option in zip(expected, options, strict=True)
    }


def _coding(option: Node) -> Node:
    found = option.get("valueCoding", {})
    return found if isinstance(found, dict) else {}


def _value(option: Node) -> int | None:
    coding = _coding(option)
    weights = [
        extension.get("valueDecimal")
        for holder in (option, coding)
        for extension in _list(holder, "extension")
        if extension.get("url") == ORDINAL
    ]
    found = weights[0] if weights else coding.get("code")
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and number == int(number) else None
