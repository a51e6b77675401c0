"""Checks of content that go beyond the shape of one file: references exist, marks agree, the file's own examples hold.

A kind adds its own by a function ``check(entry)`` in its reader, which yields sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from openkap.content import catalogue, lock
from openkap.content.catalogue import Entry
from openkap.content.loader import ContentError
from openkap.content.tracing import bases

STANDING = {  # what a letter of the research may be called; letters that mean different things are left to the author
    "V": "read", "✔": "read", "R": "read", "S": "restated", "T": "restated", "V2": "restated", "D": "computed",
    "P": "policy", "K": "unverified", "G": "unverified", "M": "unverified", "○": "unverified", "✗": "unverified",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one thing of the content."""

    where: str
    what: str


def problems(*, locked: bool = True) -> Iterator[Problem]:
    """Everything wrong with the content, of every kind; ``locked`` also holds it against content.lock."""
    for kind in catalogue.kinds():
        try:
            found = catalogue.every_version(kind)
        except ContentError as error:
            yield Problem(f"{kind}/{error.file}", str(error))
            continue
        for entry in found:
            yield from (Problem(lock.key(entry.pin), what) for what in _of(entry))
    if locked and lock.path().exists():
        yield from (Problem("content.lock", what) for what in lock.compare(lock.read(), lock.present()).problems())


def _of(entry: Entry) -> Iterator[str]:
    for place, basis in bases(entry.document):
        yield from _basis_problems(place, basis)
    own = getattr(import_module(f"openkap.content.readers.{entry.pin.kind}"), "check", None)
    if own is not None:
        yield from own(entry)


def _basis_problems(place: str, basis: dict[str, str]) -> Iterator[str]:
    ref, mark, verification = basis.get("ref"), basis.get("mark", ""), basis["verification"]
    if ref and ref not in catalogue.ids("references"):
        yield f"{place}: there is no reference {ref!r}. Add content/references/{ref}.v1.yaml."
    if mark in STANDING and STANDING[mark] != verification:
        yield f"{place}: the mark {mark} means {STANDING[mark]!r}, and it says {verification!r}."
