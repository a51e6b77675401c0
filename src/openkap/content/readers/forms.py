"""Consent forms."""

from typing import Any

from openkap.clinical.consent.definition import ConsentElement, ConsentForm
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, duration


def read(document: dict[str, Any], pin: Pin) -> ConsentForm:
    """A form as the core knows it."""
    return ConsentForm(
        pin=pin,
        title=document["title"],
        covers=document["covers"],
        introduction=_prose(document["introduction"]),
        statement=_prose(document["statement"]),
        renew_after=duration(document["renew"]["after"]),
        renew_basis=basis(document["renew"]["basis"]),
        elements=tuple(_element(e) for e in document["elements"]),
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Faults that a schema cannot see, in words."""
    form: ConsentForm = entry.value
    ids = [e.id for e in form.elements]
    found = [f"The element {i!r} stands twice." for i in sorted({i for i in ids if ids.count(i) > 1})]
    if not any(e.required for e in form.elements):
        found.append("No element is required: this form could block nothing.")
    return tuple(found)


def _element(e: dict[str, Any]) -> ConsentElement:
    return ConsentElement(
        id=e["id"],
        heading=e["heading"],
        text=_prose(e["text"]),
        more=_prose(e.get("more", "")),
        required=e["required"],
        basis=basis(e["basis"]),
        jurisdictions=tuple(e.get("in", ())),
    )


def _prose(text: str) -> str:
    return " ".join(text.split())
