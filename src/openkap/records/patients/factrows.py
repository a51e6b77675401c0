"""Between a fact of the core and its row: digits, dates and instants come back exactly as they went in."""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from openkap.clinical.facts import Fact, FactValue
from openkap.clinical.sources import Verification
from openkap.records.patients.models import PatientFact


def stored(value: FactValue) -> Any:
    """A value for the JSON column: a decimal and a date say what they are."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def restored(value: Any) -> FactValue:
    """The value again."""
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["date"])
    return value if isinstance(value, bool) else str(value)


def key_of(fact: Fact) -> str:
    """A digest of all that an imported fact says, so that the same is not kept twice and a change is."""
    said = [fact.code, stored(fact.value), fact.unit, fact.display, fact.at.isoformat(), fact.status, fact.coding]
    said += [fact.ended_at.isoformat() if fact.ended_at else None, fact.source, fact.identified.value]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def row_of(fact: Fact, **more: Any) -> PatientFact:
    """An unsaved row; ``more`` gives patient and recorded_at, and what an import or a correction adds."""
    return PatientFact(
        code=fact.code,
        value=stored(fact.value),
        unit=fact.unit,
        display=fact.display[:400],
        effective_at=fact.at,
        ended_at=fact.ended_at,
        status=fact.status[:40],
        source=fact.source[:200],
        asserted_by=fact.asserted_by,
        identified=fact.identified.value,
        coding=fact.coding[:300],
        **more,
    )


def fact_of(row: PatientFact) -> Fact:
    """The fact of a row. When we learned it is when it was recorded."""
    return Fact(
        code=row.code,
        value=restored(row.value),
        at=row.effective_at,
        source=row.source,
        unit=row.unit,
        display=row.display,
        asserted_by=row.asserted_by,
        status=row.status,
        ended_at=row.ended_at,
        identified=Verification(row.identified),
        id=str(row.id),
        coding=row.coding,
        learned_at=row.recorded_at,
    )
