"""What there is to sign at a site, and how it differs from what was signed."""

import difflib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openkap.clinical.sources import Pin, Withdrawal
from openkap.content import catalogue
from openkap.content.loader import PROSE, ContentError
from openkap.records.accounts import signing
from openkap.records.audit.acting import Actor
from openkap.records.treatment import withdrawn

UNSIGNED_KINDS = frozenset({"references", "withdrawals"})  # where a number was read; what nobody decides by any more


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its pin, whether it is signed, and the lines that differ from the version signed before."""

    pin: Pin
    signed_by: str
    signed_at: datetime | None
    before: str
    differs: tuple[str, ...]

    @property
    def token(self) -> str:
        """What the form sends back: exactly this meaning."""
        return f"{self.pin.kind}/{self.pin.id}/{self.pin.digest}"


@dataclass(frozen=True, slots=True)
class Kind:
    """All things of one kind, and how many of them wait for a signature."""

    name: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The kind in words."""
        return self.name.replace("-", " ").capitalize()

    @property
    def waiting(self) -> int:
        """How many are not signed as they stand."""
        return sum(line.signed_at is None for line in self.lines)

    @property
    def changed(self) -> int:
        """How many of those were signed in an earlier version."""
        return sum(bool(line.before) for line in self.lines)


def lines(site_id: UUID) -> list[Line]:
    """Everything that a director signs, in the order of kinds and ids; unsigned or changed things with what changed."""
    last = signing.last_signed(site_id)
    found = []
    for kind in catalogue.kinds():
        if kind in UNSIGNED_KINDS:
            continue
        for entry in catalogue.entries(kind):
            row = last.get((kind, entry.pin.id))
            before = row.version if row else ""
            if row and row.digest == entry.pin.digest:
                found.append(Line(entry.pin, row.signed_by.name, row.signed_at, "", ()))
            else:
                found.append(Line(entry.pin, "", None, before, _difference(entry, before)))
    return found


@dataclass(frozen=True, slots=True)
class Gone:
    """One withdrawn version, and how many open courses here used it."""

    withdrawal: Withdrawal
    courses: int


def gone(actor: Actor) -> list[Gone]:
    """Everything that was withdrawn, the newest first."""
    used = [use.withdrawal.of for use in withdrawn.worklist(actor)]
    every = sorted(catalogue.withdrawals(), key=lambda w: (w.on, w.of), reverse=True)
    return [Gone(w, used.count(w.of)) for w in every]


def _difference(entry: catalogue.Entry, before: str) -> tuple[str, ...]:
    """Lines added and removed since the signed version; all lines when nothing was signed."""
    old: list[str] = []
    if before and before != entry.pin.version:
        try:
            old = _text(catalogue.entry(entry.pin.kind, entry.pin.id, before).document)
        except ContentError:
            old = []
    new = _text(entry.document)
    return tuple(d for d in difflib.ndiff(old, new) if d[:2] in {"+ ", "- "}) if old else tuple(new)


def _text(document: dict[str, object]) -> list[str]:
    meaning = {key: value for key, value in document.items() if key not in PROSE}
    return json.dumps(meaning, indent=1, ensure_ascii=False, default=str, sort_keys=True).splitlines()
