"""When a programme's figures speak: how many people they need, and which days stand for which week."""

from collections.abc import Iterator
from typing import Any

from openkap.clinical.outcomes.standards import Standards, TimePoint, faults
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Standards:
    """The standards as the core knows them."""
    people, shapes = document["people"], document["shapes"]
    return Standards(
        pin=pin,
        title=document["title"],
        people=people["share"],
        model_people=people["model"],
        small=people["hidden-below"],
        points=tuple(TimePoint(p["id"], p["title"], p["day"], p["within"]) for p in document["points"]),
        usual_point=document["usual-point"],
        early_by_day=shapes["early-by-day"],
        settled_by_day=shapes["settled-by-day"],
        look_back_days=document["look-back"]["days"],
        covariate_events=document["events"]["per-covariate"] if "events" in document else None,
        basis=basis(people["basis"]),
    )


def check(entry: Entry) -> Iterator[str]:
    """What contradicts itself, and examples that come out otherwise."""
    standards: Standards = entry.value
    yield from faults(standards)
    for example in entry.document["examples"]:
        point = standards.point_of(example["day"])
        found = point.id if point else "none"
        if found != example["expect"]:
            yield f"Example {example['name']!r}: day {example['day']} belongs to {found}."
