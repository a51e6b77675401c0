"""The way from a rule to its source and back: every basis of every file, with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from openkap.clinical.sources import Basis, Pin
from openkap.content import catalogue
from openkap.content.readers.common import basis as read_basis


@dataclass(frozen=True, slots=True)
class Use:
    """One basis in one file: ``place`` is the path to the block it carries, empty for the file as a whole."""

    pin: Pin
    title: str
    place: str
    basis: Basis


def bases(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every single basis in a document, with where it stands."""
    if isinstance(node, dict):
        for name, child in node.items():
            here = f"{place}/{name}"
            if name == "basis" and isinstance(child, list):
                yield from ((here, b) for b in child)
            else:
                yield from bases(child, here)
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from bases(child, f"{place}/{index}")


def sources_of(entry: catalogue.Entry) -> tuple[Use, ...]:
    """Everything that one file rests on, in the order of the file."""
    document = entry.document
    title = str(document.get("title") or document.get("statement") or document.get("name") or entry.pin.id)
    return tuple(
        Use(entry.pin, title, place.removesuffix("/basis").strip("/"), read_basis([found])[0])
        for place, found in bases(document)
    )


@cache
def title_of(reference_id: str) -> str:
    """The title of a reference. A page names hundreds, and what is installed does not change while it runs."""
    title: str = catalogue.entry("references", reference_id).value.title
    return title


def uses_of(reference_id: str) -> tuple[Use, ...]:
    """Everything that rests on this reference, by kind and id."""
    return _index().get(reference_id, ())


@cache
def _index() -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = {}
    for kind in catalogue.kinds():
        for entry in catalogue.entries(kind):
            for use in sources_of(entry):
                if use.basis.ref:
                    found.setdefault(use.basis.ref, []).append(use)
    return {ref: tuple(uses) for ref, uses in found.items()}
