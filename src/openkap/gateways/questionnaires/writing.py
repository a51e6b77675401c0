"""An instrument as a FHIR R4 Questionnaire: its slots, answers with their weights, codes, conditions and notices.

The words of a skeleton are not in it, whatever a clinic has loaded: they are not ours to give on.
"""

import re
from typing import Any

from openkap.clinical.instruments.definition import Instrument, Item, Option
from openkap.gateways.canonical import canonical

LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
MIN, MAX = (f"http://hl7.org/fhir/StructureDefinition/{name}" for name in ("minValue", "maxValue"))
FHIR_TYPES = {True: "integer", False: "choice"}


def questionnaire(instrument: Instrument, language: str = "en") -> dict[str, Any]:
    """The Questionnaire resource, ready for JSON."""
    said = [
        {"linkId": link, "type": "display", "text": words[language]}
        for link, words in (("instructions", instrument.instructions), ("stem", instrument.stem))
        if language in words
    ]
    found = {
        "resourceType": "Questionnaire",
        "id": instrument.pin.id,
        "language": language,
        "url": canonical(instrument.pin.kind, instrument.pin.id),
        "version": instrument.pin.version,
        "name": re.sub(r"[^A-Za-z0-9]", "", instrument.title),
        "title": f"{instrument.title}: {instrument.name}",
        "status": "draft",  # a sign-off is the record of one site
        "subjectType": ["Patient"],
        "description": f"Asks about: {instrument.recall}. Digest of the definition: {instrument.pin.digest}",
        "copyright": f"{instrument.rights.holder}. {instrument.rights.notice}",
        "item": [*said, *(_item(instrument, item, language) for item in instrument.items)],
    }
    if instrument.code:
        found["code"] = [{"system": LOINC, "code": instrument.code.code}]
    return found


def _item(instrument: Instrument, item: Item, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"linkId": item.id, "type": FHIR_TYPES[item.number], "required": not item.optional}
    if language in item.text:
        found["text"] = item.text[language]
    if item.code:
        found["code"] = [{"system": LOINC, "code": item.code.code}]
    if item.number:
        found["extension"] = [
            {"url": MIN, "valueInteger": min(item.values)},
            {"url": MAX, "valueInteger": max(item.values)},
        ]
    else:
        found["answerOption"] = [_option(instrument, option, language) for option in item.options]
    if item.asked_when:
        found |= _condition(instrument, item)
    return found


def _coding(instrument: Instrument, option: Option, language: str = "") -> dict[str, str]:
    own = {"system": f"{canonical(instrument.pin.kind, instrument.pin.id)}:answers", "code": str(option.value)}
    coding = {"system": LOINC, "code": option.code} if option.code else own
    return coding | ({"display": option.text[language]} if language in option.text else {})


def _option(instrument: Instrument, option: Option, language: str) -> dict[str, Any]:
    weight = {"url": ORDINAL, "valueDecimal": option.value}
    return {"extension": [weight], "valueCoding": _coding(instrument, option, language)}


def _condition(instrument: Instrument, item: Item) -> dict[str, Any]:
    rule = item.asked_when
    if rule is None:
        return {}
    reaching = [
        {"question": id_, "operator": "=", "answerCoding": _coding(instrument, option)}
        for id_ in rule.any_of
        for option in instrument.item(id_).options
        if option.value >= rule.at_least
    ]
    return {"enableWhen": reaching, **({"enableBehavior": "any"} if len(reaching) > 1 else {})}
