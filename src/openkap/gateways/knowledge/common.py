"""What every resource made from content says first: what it is, which version, and on what it rests.

A sign-off is a record of one site, so every resource is a *draft*.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from openkap.clinical.eligibility.definitions import Rulebook
from openkap.clinical.sources import Basis, Pin
from openkap.gateways.canonical import canonical

Node = dict[str, Any]
DRAFT = "draft"
CITATION, JUSTIFICATION = "citation", "justification"
PLACES = ("us", "eu", "uk")


@dataclass(frozen=True, slots=True)
class Published:
    """One content file: what the core makes of it, the document itself, all it rests on, and the rules around it."""

    pin: Pin
    title: str
    value: Any
    document: Node
    sources: tuple[Basis, ...]
    rules: Rulebook


def head(resource_type: str, thing: Published, description: str) -> Node:
    """The elements that every canonical resource has, with a short text for people."""
    pin, title = thing.pin, thing.title or thing.pin.id
    said = f"{title}, version {pin.version}. Draft: a clinic's sign-off is its own record."
    return {
        "resourceType": resource_type,
        "id": f"{pin.kind}.{pin.id}",  # several kinds become the same resource on one server
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{escape(said)}</div>'},
        "url": canonical(pin.kind, pin.id),
        "version": pin.version,
        "name": computer_name(pin.id),
        "title": title,
        "status": DRAFT,
        "publisher": "OpenKAP",
        "description": f"{description.rstrip()} Digest of the definition: {pin.digest}",
    }


def computer_name(words: str) -> str:
    """A name as FHIR asks for: a capital, then letters, digits and underscores only."""
    found = "".join(c if c.isascii() and c.isalnum() else "_" for c in words)
    return found[0].upper() + found[1:] if found[0].isalpha() else f"X{found}"


def concept(text: str) -> Node:
    """A concept in words alone: no code is made up for what has none."""
    return {"text": text}


def places(limited_to: Iterable[str]) -> Node:
    """Where it applies; nothing is said where it is not limited."""
    found = [concept(place) for place in limited_to]
    return {"jurisdiction": found} if found else {}


def artifacts(sources: Iterable[Basis]) -> list[Node]:
    """Each source once: the reference and the place in it, or whose policy; the label says how far it was checked."""
    return [_artifact(basis) for basis in dict.fromkeys(sources)]


def _artifact(basis: Basis) -> Node:
    label = str(basis.verification)
    if basis.policy:
        return {"type": JUSTIFICATION, "label": label, "display": f"Policy of: {basis.policy}"}
    at = {"display": basis.at} if basis.at else {}
    return {"type": CITATION, "label": label, **at, "resource": canonical("references", basis.ref)}
