"""What a newer bundle of the same person adds: new facts, and newer versions of what the sender had said before.

The same fact is not kept twice. When a resource says something else than before, the new row replaces the old one and
says so. What a clinician took back stays taken back, however often it is sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from openkap.clinical.facts import Fact
from openkap.records.patients.factrows import fact_of, key_of
from openkap.records.patients.models import PatientFact

NEWER = "The sender's record says otherwise now."


@dataclass(frozen=True, slots=True)
class Addition:
    """A fact to add; ``replaces`` is the row whose newer version it is."""

    fact: Fact
    key: str
    replaces: PatientFact | None


def additions(patient_id: UUID, facts: Iterable[Fact]) -> tuple[list[Addition], int]:
    """What is new among these facts, and how many were known."""
    rows = list(PatientFact.objects.filter(patient_id=patient_id, bundle__isnull=False).select_related("corrected_by"))
    standing: dict[tuple[str, str], list[tuple[str, PatientFact]]] = {}
    settled: set[str] = set()
    for row in rows:
        said, successor = key_of(fact_of(row)), getattr(row, "corrected_by", None)
        if successor is None:
            standing.setdefault((row.source, row.code), []).append((said, row))
        if successor is None or successor.bundle_id is None:
            settled.add(said)
    given = {key_of(fact): fact for fact in facts}
    found = [_addition(key, fact, standing, given) for key, fact in given.items() if key not in settled]
    return found, len(given) - len(found)


def _addition(
    key: str, fact: Fact, standing: dict[tuple[str, str], list[tuple[str, PatientFact]]], given: dict[str, Fact]
) -> Addition:
    """The newer version of what the same resource said, when it no longer says that; else simply a new fact."""
    versions = standing.get((fact.source[:200], fact.code), [])
    old = next((row for said, row in versions if said not in given), None)
    if old is None:
        return Addition(fact, key, None)
    standing[fact.source[:200], fact.code] = [(said, row) for said, row in versions if row is not old]
    return Addition(fact, sha256(f"{key} {old.id}".encode()).hexdigest(), old)
