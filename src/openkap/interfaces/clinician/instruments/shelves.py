"""The library as shelves: by what is measured, with rights, rater and whether the wording is here."""

from collections.abc import Container
from dataclasses import dataclass

from openkap.clinical.instruments.definition import Rater, Text
from openkap.content import catalogue
from openkap.content.catalogue import Entry

RIGHTS = {
    Text.SHIPPED: "Wording included",
    Text.PACK: "Included, not for sale",
    Text.SKELETON: "Clinic brings the wording",
}
RATERS = {Rater.PATIENT: "Patient", Rater.CLINICIAN: "Clinician"}


@dataclass(frozen=True, slots=True)
class Book:
    """One line of the library."""

    id: str
    title: str
    name: str
    items: int
    minutes: int
    rater: str
    rights: str
    ready: bool  # it can be put to somebody here
    flags: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The instruments of one area."""

    area: str
    books: tuple[Book, ...]


def _book(entry: Entry, loaded: Container[str]) -> Book:
    one, shelf = entry.value, entry.document["shelf"]
    ready = one.worded or entry.pin.id in loaded
    return Book(
        entry.pin.id, one.title, one.name, len(one.items), shelf["minutes"], RATERS[one.rater],
        RIGHTS[one.rights.text], ready, one.can_alert,
    )  # fmt: skip


def shelves(loaded: Container[str]) -> tuple[Shelf, ...]:
    """Every instrument on its shelf, in the order of the areas' names; ``loaded`` have their words at this site."""
    found: dict[str, list[Book]] = {}
    for entry in catalogue.entries("instruments"):
        found.setdefault(entry.document["shelf"]["area"], []).append(_book(entry, loaded))
    return tuple(Shelf(area, tuple(books)) for area, books in sorted(found.items()))
