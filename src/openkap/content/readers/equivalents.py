"""Equivalent doses: one table a file, with its source; the file's examples are sums that must come out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openkap.clinical.dosing.equivalents import Equivalents, daily_equivalent
from openkap.clinical.sources import Pin
from openkap.clinical.values import Known
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Equivalents:
    """The table as the core knows it."""
    return Equivalents(
        pin=pin,
        title=document["title"],
        fact=document["fact"],
        ingredient=document["ingredient"],
        equals_mg=Decimal(document["equals-mg"]),
        rows={row["ingredient"]: Decimal(row["mg"]) for row in document["rows"]},
        basis=basis(document["basis"]),
    )


def check(entry: Entry) -> Iterator[str]:
    """A drug that stands twice, a table that does not hold its own drug, and sums that do not come out."""
    table: Equivalents = entry.value
    if len(table.rows) != len(entry.document["rows"]):
        yield "an ingredient stands twice. Keep the row that its source gives."
    if table.rows.get(table.ingredient) != table.equals_mg:
        yield f"{table.ingredient} is not equal to itself. Give it {table.equals_mg} mg."
    for example in entry.document["examples"]:
        found = daily_equivalent(table, {name: Decimal(mg) for name, mg in example["daily-mg"].items()})
        got = found.value if isinstance(found, Known) else None
        if got != example["expect"]:
            yield f"example {example['name']!r}: the sum should be {example['expect']} and is {got}."
