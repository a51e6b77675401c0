"""An event of the session in the words of the room, for the page of all entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.schedule import Slot
from openkap.interfaces.components.wording import clock, quantity
from openkap.interfaces.monitor.rooms.rows import SHORT, pressure_words, slot_words

TITLES = {"overdue": "Did not come"}
POINTERS = {"of", "about", "alert"}  # ids of other entries: they say nothing to a reader


@dataclass(frozen=True, slots=True)
class Said:
    """One entry: the event, what it is called, and what it says."""

    event: Event
    title: str
    words: str


def said(events: Iterable[Event], slots: Iterable[Slot]) -> list[Said]:
    """Every event, the newest first."""
    planned = {slot.id: slot for slot in slots}
    return [Said(e, _title(e), " · ".join(_parts(e, planned))) for e in reversed(list(events))]


def _title(event: Event) -> str:
    return TITLES.get(event.type, event.type.replace("-", " ").capitalize())


def _parts(event: Event, planned: dict[str, Slot]) -> list[str]:
    found: list[str] = []
    for name, value in event.data.items():
        if name in POINTERS or value in (None, ""):
            continue
        if isinstance(value, Mapping):
            found += _measured({measure: str(v) for measure, v in value.items()})
        elif name == "slot":
            slot = planned.get(str(value))
            found.append(slot_words(slot) if slot else str(value))
        else:
            found.append(_field(name, value))
    return found


def _measured(values: dict[str, str]) -> list[str]:
    pressure = pressure_words(values)
    others = [f"{SHORT.get(m, m)} {v}" for m, v in values.items() if m not in {"systolic", "diastolic"}]
    return [f"BP {pressure}", *others] if pressure else others


def _field(name: str, value: Any) -> str:
    unit = {"mg": "mg", "min": "min"}.get(name.rpartition("_")[2], "")
    if isinstance(value, datetime):
        return f"{name.removesuffix('_at').replace('_', ' ')} at {clock(value)}"
    if unit and isinstance(value, int | float | Decimal):
        return f"{'over ' if name == 'over_min' else ''}{quantity(value, unit)}"
    return f"{name.replace('_', ' ')}: {value}"
