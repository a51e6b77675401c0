"""Facts that a room above says of a person, each under a source of its own: new, said again, or taken back.

The room above has judged who may say it; here it is one row, and a later saying is a correction of that row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from openkap.clinical.facts import Fact
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service
from openkap.records.patients.factrows import fact_of, row_of
from openkap.records.patients.models import PatientFact
from openkap.records.patients.selectors import ERROR
from openkap.records.patients.services import check_fact, record_fact

DOSE = "dose-given"
UNIT = "mg"
AT_HOME = "home-session:"


@dataclass(frozen=True, slots=True)
class SessionDose:
    """What one session gave of one product, in milligrams; None where an amount is not known in milligrams."""

    at: datetime
    given_mg: Decimal | None
    at_home: bool = False  # nobody of the clinic was there


def product_coding(product_id: str) -> str:
    """How a *dose given* names its product."""
    return f"openkap-product|{product_id}"


def session_doses(facts: Iterable[Fact], product_id: str) -> tuple[SessionDose, ...]:
    """What each session gave of a product, oldest first: the sum of its administrations, dated by the first."""
    sessions: dict[str, list[Fact]] = {}
    for fact in facts:
        if (fact.code, fact.coding) == (DOSE, product_coding(product_id)):
            sessions.setdefault(fact.source.rpartition("/")[0], []).append(fact)
    return tuple(
        SessionDose(found[0].at, _sum_mg(found), source.startswith(AT_HOME))
        for source, found in sorted(sessions.items(), key=lambda one: one[1][0].at)
    )


def _sum_mg(facts: list[Fact]) -> Decimal | None:
    amounts = [f.value for f in facts if isinstance(f.value, Decimal) and f.unit == UNIT]
    return sum(amounts, Decimal(0)) if len(amounts) == len(facts) else None


@service
def carry_fact(*, by: Actor, patient_id: UUID, fact: Fact, because: str, now: datetime) -> PatientFact:
    """Keep what is said now; where the same source said something else of it before, as a correction of that."""
    standing = _standing(patient_id, fact.source, fact.code)
    if standing is None:
        return record_fact(by=by, patient_id=patient_id, fact=fact, now=now)
    check_fact(fact, now)
    return _instead(row_of(fact, patient_id=patient_id, recorded_at=now), standing, because)


@service
def take_back_fact(
    *, by: Actor, patient_id: UUID, source: str, code: str, because: str, now: datetime
) -> PatientFact | None:
    """Take back what a source said; None when it never got here."""
    standing = _standing(patient_id, source, code)
    if standing is None:
        return None
    gone = row_of(fact_of(standing), patient_id=patient_id, recorded_at=now)
    gone.status, gone.asserted_by = ERROR, by.label[:120]
    return _instead(gone, standing, because)


def _standing(patient_id: UUID, source: str, code: str) -> PatientFact | None:
    rows = PatientFact.objects.filter(patient_id=patient_id, source=source, code=code, corrected_by__isnull=True)
    return rows.exclude(status=ERROR).first()


def _instead(row: PatientFact, standing: PatientFact, because: str) -> PatientFact:
    row.corrects, row.correction_reason = standing, because[:400]
    row.save(force_insert=True)
    return row
