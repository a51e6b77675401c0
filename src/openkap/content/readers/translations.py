"""Translations of consent forms, of the help in danger, and of pages around them. Unsigned, each is a draft."""

from collections.abc import Mapping
from typing import Any

from openkap.clinical.consent.translation import Translation, form_texts, translation_faults
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry


def read(document: dict[str, Any], pin: Pin) -> Translation:
    """Every text by its place."""
    texts = {place: " ".join(text.split()) for place, text in document["texts"].items()}
    return Translation(pin, document["of"], document["lang"], texts)


def original_texts(translation: Translation) -> Mapping[str, str]:
    """The English texts of exactly the version that was translated; a ContentError where there is none."""
    kind, _, rest = translation.of.partition("/")
    name, _, version = rest.partition("@")
    value = catalogue.entry(kind, name, version).value
    if kind == "crisis":
        lines = enumerate(value.lines, start=1)
        return {f"{n}/{part}": text for n, line in lines for part, text in (("name", line.name), ("note", line.note))}
    if kind == "safetyplans":
        return {step.id: step.for_person for step in value.steps}
    return form_texts(value) if kind == "forms" else dict(value.words)


def check(entry: Entry) -> tuple[str, ...]:
    """A text that lost its English one, or says another number."""
    translation: Translation = entry.value
    kind, _, rest = translation.of.partition("/")
    name = rest.partition("@")[0]
    if name not in catalogue.ids(kind):
        return (f"There is no {kind}/{name} to translate.",)
    return translation_faults(original_texts(translation), translation.texts)
