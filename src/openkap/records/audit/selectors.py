"""Read the trail: its head, whether the chain holds, and who opened whose record."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from openkap.records.audit.models import AuditEntry
from openkap.records.audit.sqlite import SEALED


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line: keep it elsewhere, and nobody can shorten or rewrite the trail unseen."""

    number: int
    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether every line follows from the one before; if not, the first that does not."""

    lines: int
    holds: bool
    broken_at: int | None = None


def head() -> Head | None:
    """The newest line of the trail, or None when it is empty."""
    entry = AuditEntry.objects.order_by("-number").first()
    return Head(entry.number, entry.digest, entry.at) if entry else None


def verify(known: Head | None = None) -> Verdict:
    """Walk the chain. With ``known``, a head that was kept elsewhere, also check that it still stands in it."""
    previous, lines, found = "", 0, known is None
    for entry in AuditEntry.objects.order_by("number").iterator():
        lines += 1
        text = "\n".join([previous, *(str(getattr(entry, field)) for field in SEALED)])
        if entry.previous != previous or entry.digest != sha256(text.encode()).hexdigest():
            return Verdict(lines, holds=False, broken_at=entry.number)
        previous = entry.digest
        found = found or (known is not None and (entry.number, entry.digest) == (known.number, known.digest))
    return Verdict(lines, holds=found, broken_at=None if found or known is None else known.number)


def openings(patient_id: UUID) -> list[AuditEntry]:
    """Who opened this person's record, newest first."""
    return list(
        AuditEntry.objects.filter(verb="read", table_name="patients_patient", row_id=patient_id.hex).order_by("-number")
    )


def openings_at(site_id: UUID, patient_id: UUID) -> list[AuditEntry]:
    """Who opened this person's record while acting at this site, newest first."""
    return [entry for entry in openings(patient_id) if entry.site_id == site_id.hex]
