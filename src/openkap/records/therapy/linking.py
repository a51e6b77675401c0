"""Which dose a talk follows: the last one within five days before it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openkap.records.patients.selectors import EFFECT, fact_rows

WITHIN = timedelta(days=5)  # the integration window of the shipped protocols
SOURCE = "dosing-session/"


@dataclass(frozen=True, slots=True)
class DoseBefore:
    """A dose and the session it was given in; the session is None when the record does not name it."""

    given_at: datetime
    session_id: UUID | None


def last_dose_before(patient_id: UUID, held_at: datetime) -> DoseBefore | None:
    """The beginning of the last effect within five days before ``held_at``."""
    found = fact_rows(patient_id, held_at).filter(code=EFFECT, value=True, effective_at__gte=held_at - WITHIN)
    rows = list(found)
    if not rows:
        return None
    last = max(rows, key=lambda r: r.effective_at)
    return DoseBefore(last.effective_at, _session(last.source))


def _session(source: str) -> UUID | None:
    try:
        return UUID(source.removeprefix(SOURCE).split("/")[0]) if source.startswith(SOURCE) else None
    except ValueError:
        return None
