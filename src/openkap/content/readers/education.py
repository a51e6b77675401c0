"""Leaflets for patients."""

from collections.abc import Iterable
from typing import Any

from openkap.clinical.education.leaflet import ORIGINAL, Leaflet, Phase, Section
from openkap.clinical.sources import Pin, Verification, strongest
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Leaflet:
    """A leaflet as the core knows it."""
    return Leaflet(
        pin=pin,
        title=document["title"],
        lead=_prose(document["lead"]),
        lang=document["lang"],
        phase=Phase(document["phase"]),
        products=tuple(document.get("products", ())),
        modalities=tuple(document.get("modalities", ())),
        sections=tuple(
            Section(s["id"], s["heading"], _prose(s["text"]), basis(s["basis"])) for s in document["sections"]
        ),
        translates=document.get("translates", ""),
    )


def check(entry: Entry) -> Iterable[str]:
    """Names that nothing answers to, points that stand twice, and a translation that lost its English text."""
    leaflet: Leaflet = entry.value
    yield from (f"There is no product {p!r}." for p in leaflet.products if p not in catalogue.ids("products"))
    yield from (f"There is no modality {m!r}." for m in leaflet.modalities if m not in catalogue.ids("modalities"))
    ids = [s.id for s in leaflet.sections]
    yield from (f"The section {i!r} stands twice." for i in sorted({i for i in ids if ids.count(i) > 1}))
    for section in leaflet.sections:
        if strongest(section.basis) is Verification.UNVERIFIED:
            yield f"The section {section.id!r} rests on nothing that was checked: a patient would read it as a fact."
    if (leaflet.lang == ORIGINAL) == bool(leaflet.translates):
        yield "A translation names the English text it was made from, as ID@VERSION; an English text names none."
    elif leaflet.translates:
        yield from _of_a_translation(leaflet)


def _of_a_translation(leaflet: Leaflet) -> Iterable[str]:
    name, _, version = leaflet.translates.partition("@")
    if name not in catalogue.ids("education"):
        yield f"There is no leaflet {name!r} to translate."
        return
    original: Leaflet = catalogue.entry("education", name, version).value
    same = [s.id for s in original.sections] == [s.id for s in leaflet.sections]
    if not same or (original.products, original.phase) != (leaflet.products, leaflet.phase):
        yield f"It does not say what {leaflet.translates} says: the sections, the products or the phase differ."


def _prose(text: str) -> str:
    return " ".join(text.split())
