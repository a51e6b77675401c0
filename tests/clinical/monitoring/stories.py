"""Short ways to write the events of a session."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from openkap.clinical.monitoring.events import Event, read_event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.content import catalogue

DOSE_AT = datetime(2026, 10, 6, 10, 0, tzinfo=UTC)


def plan(id_: str = "esketamine-nasal") -> MonitoringPlan:
    found = catalogue.entry("monitoring", id_).value
    assert isinstance(found, MonitoringPlan)
    return found


def text(minute: float) -> str:
    return (DOSE_AT + timedelta(minutes=minute)).isoformat().replace("+00:00", "Z")


def event(id_: str, type_: str, minute: float, **fields: Any) -> Event:
    document = {"id": id_, "type": type_, "at": text(minute), "by": "Sam", **fields}
    return read_event({k.rstrip("_"): v for k, v in document.items()})


def observed(
    id_: str, minute: float, *, type_: str = "observation", recorded_at: str | None = None, **values: Any
) -> Event:
    kept = recorded_at or text(minute)
    return event(id_, type_, minute, recorded_at=kept, values={k.replace("_", "-"): v for k, v in values.items()})


def dose(id_: str = "dose", minute: float = 0, **fields: Any) -> Event:
    return event(id_, "dose", minute, amount_mg=56, lot="A12", **fields)


BASELINE = observed(
    "base", -20, type_="baseline", systolic=128, diastolic=82, heart_rate=70, oxygen_saturation=98,
    respiratory_rate=14, moaa_s=5,
)  # fmt: skip


def leaving_checks(minute: float, watched: MonitoringPlan) -> list[Event]:
    """Everything that leaving needs, but for the time and the 40-minute pressure."""
    found = [
        observed(
            "last", minute, systolic=130, diastolic=82, heart_rate=72, oxygen_saturation=98, respiratory_rate=14,
            moaa_s=5, dissociation="none",
        )
    ]  # fmt: skip
    for row in watched.discharge:
        if row.asks:
            extra = {"name": "Joan Marsh", "phone": "555 0100"} if row.id == "escort" else {}
            found.append(event(f"ok-{row.id}", "check", minute, item=row.id, answer="yes", **extra))
    return found


def whole_session(watched: MonitoringPlan, leaves_at: float = 121) -> list[Event]:
    """A quiet session that ends in order."""
    return [
        BASELINE,
        dose(),
        observed("forty", 40, systolic=150, diastolic=90, heart_rate=80),
        *leaving_checks(leaves_at - 1, watched),
        event("bye", "discharged", leaves_at, signed_by="Sam"),
    ]


def without(events: Iterable[Event], *ids: str) -> list[Event]:
    return [e for e in events if e.id not in ids]
