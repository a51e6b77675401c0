"""What there is to sign at a site, kind by kind, and in words how it differs from what was signed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from openkap.clinical.sources import Pin, Withdrawal
from openkap.content import catalogue, changes
from openkap.content.loader import ContentError
from openkap.records.accounts import signing
from openkap.records.audit.acting import Actor
from openkap.records.treatment import withdrawn

UNSIGNED_KINDS = frozenset({"references", "withdrawals"})  # where a number was read; what nobody decides by any more
CHANGES = "changes"  # the bundle of everything that was signed here once and has changed since, of whatever kind


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its pin, by whom and when exactly this meaning was signed, and which version was signed earlier."""

    pin: Pin
    signed_by: str
    signed_at: datetime | None
    before: str

    @property
    def token(self) -> str:
        """What the form sends back: exactly this meaning."""
        return f"{self.pin.kind}/{self.pin.id}/{self.pin.digest}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to sign: what differs from the signed version, in words, or all it says; ``whole`` says which."""

    line: Line
    words: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of content: how many things, how many were never signed here, how many changed since they were."""

    kind: str
    things: int
    never: int
    changed: int

    @property
    def title(self) -> str:
        """The kind in words."""
        return self.kind.replace("-", " ").capitalize()

    @property
    def waiting(self) -> int:
        """How many wait for a signature."""
        return self.never + self.changed


def kinds() -> tuple[str, ...]:
    """The kinds that a director signs."""
    return tuple(kind for kind in catalogue.kinds() if kind not in UNSIGNED_KINDS)


def lines(site_id: UUID, of: Iterable[str] | None = None) -> list[Line]:
    """Everything of these kinds (by default of all), in order."""
    last = signing.last_signed(site_id)
    return [_line(entry.pin, last) for kind in of or kinds() for entry in catalogue.entries(kind)]


def _line(pin: Pin, last: Mapping[tuple[str, str], Any]) -> Line:
    row = last.get((pin.kind, pin.id))
    if row and row.digest == pin.digest:
        return Line(pin, row.signed_by.name, row.signed_at, "")
    return Line(pin, "", None, row.version if row else "")


def shelves(site_id: UUID) -> list[Shelf]:
    """Each kind with what waits in it."""
    every = lines(site_id)
    found = []
    for kind in kinds():
        of = [line for line in every if line.pin.kind == kind]
        open_ = [line for line in of if line.signed_at is None]
        found.append(Shelf(kind, len(of), sum(not o.before for o in open_), sum(bool(o.before) for o in open_)))
    return found


def waiting(site_id: UUID, name: str) -> list[Waiting]:
    """What waits in a bundle: a kind, or everything that changed since it was signed. ContentError: no such bundle."""
    if name != CHANGES and name not in kinds():
        raise ContentError(name, "", "there is no such kind of content to sign.", "Choose one from the list.")
    found = lines(site_id, None if name == CHANGES else (name,))
    open_ = [line for line in found if line.signed_at is None and (line.before or name != CHANGES)]
    return [_told(line) for line in open_]


def _told(line: Line) -> Waiting:
    """The difference in words. Where the signed version has no file any more, all that the thing says."""
    pin = line.pin
    if line.before and line.before != pin.version:
        try:
            differs = changes.changes(pin.kind, pin.id, line.before)
            return Waiting(line, tuple(change.words for change in differs), whole=False)
        except ContentError:
            pass  # its file is gone: all is shown
    return Waiting(line, tuple(said.words for said in changes.says(pin.kind, pin.id)), whole=True)


@dataclass(frozen=True, slots=True)
class Gone:
    """One withdrawn version, and how many open courses here used it."""

    withdrawal: Withdrawal
    courses: int


def gone(actor: Actor) -> Iterator[Gone]:
    """Everything that was withdrawn, the newest first."""
    used = [use.withdrawal.of for use in withdrawn.worklist(actor)]
    every = sorted(catalogue.withdrawals(), key=lambda w: (w.on, w.of), reverse=True)
    return (Gone(w, used.count(w.of)) for w in every)
