"""Audited claims."""

from typing import Any

from openkap.clinical.evidence.claims import Claim, Verdict
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import checked, grade, prose, sentence, sponsor


def read(document: dict[str, Any], pin: Pin) -> Claim:
    """A claim as the core knows it."""
    return Claim(
        pin=pin,
        number=document["number"],
        statement=prose(document["statement"]),
        articles=tuple(document["articles"]),
        stated=Verdict(document["verdict"]),
        words=document["words"],
        findings=tuple(sentence(f) for f in document["findings"]),
        stated_plain=prose(document["plain"]),
        grade=grade(document),
        sponsor=sponsor(document),
        checked=checked(document),
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Faults that a schema cannot see, in words."""
    claim: Claim = entry.value
    known = catalogue.ids("references")
    found = [f"There is no reference {a!r} for an article." for a in claim.articles if a not in known]
    same = [
        e.pin.id for e in catalogue.entries("evidence") if e.value.number == claim.number and e.pin.id != entry.pin.id
    ]
    return (*found, *(f"The number {claim.number} is taken by {id_}." for id_ in same))
