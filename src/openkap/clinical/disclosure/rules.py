"""The disclosure rules of one place from one day on, and what follows from them. They inform; a lawyer decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from openkap.clinical.sources import Basis, Pin


@dataclass(frozen=True, slots=True)
class Answering:
    """By when a request is answered: days from the asking, and by how many it may be put off once."""

    within_days: int
    extension_days: int
    basis: tuple[Basis, ...]

    def due_on(self, asked_on: date, *, extended: bool = False) -> date:
        """The last day to answer."""
        return asked_on + timedelta(days=self.within_days + (self.extension_days if extended else 0))


@dataclass(frozen=True, slots=True)
class Protection:
    """Facts that leave only with a consent of their own, and the words that go with them when they do."""

    id: str
    title: str
    sensitivity: str  # the tag of the facts in the vocabulary
    medicine_classes: frozenset[str]
    instruments: frozenset[str]
    effective_from: date
    notice: str
    consent_names: tuple[str, ...]  # what a written consent must say
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years one kind of record is kept at least, counted from the last contact or from death."""

    id: str
    what: str
    years: int
    counted_from: str  # last-contact or death
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """The rules of one place."""

    pin: Pin
    place: str
    effective_from: date
    access: Answering
    amendment: Answering
    protections: tuple[Protection, ...]
    retention: tuple[Retention, ...]
    retention_note: str


def in_force(rules: Iterable[DisclosureRules], day: date) -> DisclosureRules | None:
    """Of several versions the newest that had begun by then; None before the first."""
    begun = [r for r in rules if r.effective_from <= day]
    return max(begun, key=lambda r: r.effective_from, default=None)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a record must be kept at least (None: no end is known), and why."""

    until: date | None
    because: tuple[str, ...]


def keep_until(rules: DisclosureRules, *, last_contact_on: date, died_on: date | None, held: bool) -> Keeping:
    """The latest end of all that applies. A legal hold has no end, nor has a place of which a rule is missing."""
    if held:
        return Keeping(None, ("A legal hold stands: nothing may be removed.",))
    applying = [r for r in rules.retention if r.counted_from == "last-contact" or died_on is not None]
    if not applying or rules.retention_note:
        known = tuple(f"{r.what}: {r.years} years." for r in applying)
        return Keeping(None, (*known, rules.retention_note or "No rule of this place is known. Ask a lawyer."))
    ends = [(_years_after(died_on if r.counted_from == "death" and died_on else last_contact_on, r.years), r)
            for r in applying]  # fmt: skip
    return Keeping(max(end for end, _ in ends), tuple(f"{r.what}: {r.years} years." for _, r in ends))


def _years_after(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
