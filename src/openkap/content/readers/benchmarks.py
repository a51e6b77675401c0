"""Rows of published studies."""

from decimal import Decimal
from typing import Any

from openkap.clinical.evidence.benchmarks import Arm, Benchmark, Measure, Result
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, checked, prose, sponsor


def read(document: dict[str, Any], pin: Pin) -> Benchmark:
    """A row as the core knows it."""
    counts = document.get("counts", {})
    return Benchmark(
        pin=pin,
        title=document["title"],
        about=document["about"],
        design=document["design"],
        population=document["population"],
        treatment=document["treatment"],
        control=document.get("control", ""),
        treatment_count=counts.get("treatment"),
        control_count=counts.get("control"),
        counts_basis=basis(counts["basis"]) if counts else (),
        scale=document.get("scale", ""),
        at_day=document.get("at-day"),
        response_means=document.get("response-means", ""),
        remission_means=document.get("remission-means", ""),
        results=tuple(_result(r) for r in document["results"]),
        reading=prose(document.get("plain", "")),
        basis=basis(document["basis"]),
        sponsor=sponsor(document),
        checked=checked(document),
    )


def check(entry: Entry) -> tuple[str, ...]:
    """Intervals and ranges that stand upside down."""
    row: Benchmark = entry.value
    found = []
    for number, result in enumerate(row.results, start=1):
        if (result.low is None) != (result.high is None):
            found.append(f"Result {number}: an interval has two ends.")
        elif result.low is not None and result.high is not None and not result.low <= result.value <= result.high:
            found.append(f"Result {number}: the value lies outside its interval.")
        if result.upper is not None and result.upper <= result.value:
            found.append(f"Result {number}: a range goes from a lower to a higher number.")
    return tuple(found)


def _result(r: dict[str, Any]) -> Result:
    def number(key: str) -> Decimal | None:
        return Decimal(str(r[key])) if key in r else None

    return Result(
        measure=Measure(r["measure"]),
        what=r.get("what", ""),
        arm=Arm(r["arm"]),
        value=Decimal(str(r["value"])),
        upper=number("to"),
        low=number("low"),
        high=number("high"),
        unit=r["unit"],
        basis=basis(r["basis"]),
    )
