"""Which published studies may stand beside a programme, and what has to agree before they do."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from openkap.clinical.outcomes.studies import Comparisons, Found, Study
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Comparisons:
    """The comparisons as the core knows them; each study with its row of numbers."""
    studies = tuple(_study(s) for s in document["studies"])
    return Comparisons(pin, document["title"], tuple(document["instruments"]), studies)


def check(entry: Entry) -> Iterator[str]:
    """Names of nothing, and a study that stands twice."""
    comparisons: Comparisons = entry.value
    instruments, products = set(catalogue.ids("instruments")), set(catalogue.ids("products"))
    for id_, times in Counter(s.row.pin.id for s in comparisons.studies).items():
        if times > 1:
            yield f"The study {id_!r} stands {times} times."
    named = {*comparisons.instruments, *(s.instrument for s in comparisons.studies if s.instrument)}
    for unknown in sorted(named - instruments):
        yield f"There is no instrument {unknown!r}."
    for unknown in sorted({p for s in comparisons.studies for p in s.products} - products):
        yield f"There is no product {unknown!r}."
    for study in comparisons.studies:
        if study.response_percent is not None and not study.row.response_means:
            yield f"{study.row.pin.id}: its row does not say what a response meant."
        if study.remission_at_most is not None and not study.row.remission_means:
            yield f"{study.row.pin.id}: its row does not say what remission meant."
        if study.worse_event and study.worse_event not in {r.what for r in study.row.results}:
            yield f"{study.row.pin.id}: its row counts nobody as {study.worse_event!r}."


def _study(s: dict[str, Any]) -> Study:
    return Study(
        row=catalogue.entry("benchmarks", s["benchmark"]).value,
        instrument=s.get("instrument", ""),
        products=frozenset(s["products"]),
        people=s.get("people", ""),
        response_percent=s.get("response-percent"),
        remission_at_most=s.get("remission-at-most"),
        worse_event=s.get("worse-event", ""),
        found=Found(s["found"]) if "found" in s else None,
        basis=basis(s["basis"]),
    )
