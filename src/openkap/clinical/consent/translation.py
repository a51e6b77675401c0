"""A consent form in another language: the same points in the same order, with the same numbers. The form stays English.

A translation is a draft until a named clinician who reads both languages has signed exactly it. Until then, and for any
other language, the person is shown English and an interpreter is needed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from openkap.clinical.consent.definition import ConsentForm
from openkap.clinical.sources import Pin

DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Translation:
    """Every text of one version of a content file, by its place in it, in another language."""

    pin: Pin
    of: str  # kind/id@version
    lang: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Screen:
    """The words of the pages around a form: buttons, headings, hints."""

    pin: Pin
    words: Mapping[str, str]


def form_texts(form: ConsentForm) -> dict[str, str]:
    """Everything of a form that a person reads, by its place."""
    found = {"title": form.title, "introduction": form.introduction, "statement": form.statement}
    for e in form.elements:
        found |= {f"{e.id}/heading": e.heading, f"{e.id}/text": e.text}
        found |= {f"{e.id}/more": e.more} if e.more else {}
    return found


def in_language(form: ConsentForm, translation: Translation) -> ConsentForm:
    """The form with the words of a translation of exactly this version. Its pin stays that of the English form."""
    texts = translation.texts
    return replace(
        form,
        title=texts["title"],
        introduction=texts["introduction"],
        statement=texts["statement"],
        elements=tuple(
            replace(e, heading=texts[f"{e.id}/heading"], text=texts[f"{e.id}/text"], more=texts.get(f"{e.id}/more", ""))
            for e in form.elements
        ),
    )


def translation_faults(original: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Places that are missing or too many, and numbers that differ, in words."""
    found = [f"{place!r} has no translation." for place in original if place not in texts]
    found += [f"There is no {place!r} in the English text." for place in texts if place not in original]
    for place in original.keys() & texts.keys():
        was, is_ = sorted(DIGITS.findall(original[place])), sorted(DIGITS.findall(texts[place]))
        if was != is_:
            found.append(f"{place!r}: the numbers differ ({', '.join(was) or 'none'}; {', '.join(is_) or 'none'}).")
    return tuple(sorted(found))
