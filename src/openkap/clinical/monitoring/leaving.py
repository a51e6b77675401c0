"""Whether somebody may leave, and what is missing in plain words; and how a session ends otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openkap.clinical.monitoring.administrations import Given
from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.lists import Row, rows_for_discharge
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.schedule import Slot, SlotStatus
from openkap.clinical.monitoring.vocabulary import ENDINGS


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state of a session rests on, worked out from all its events."""

    events: tuple[Event, ...]
    found: tuple[Reading, ...]
    given: Given
    slots: tuple[Slot, ...]
    alerts: tuple[Alert, ...]
    rows: dict[datetime, tuple[Row, ...]] = field(default_factory=dict)  # the list before leaving, once an instant

    def rows_at(self, plan: MonitoringPlan, at: datetime) -> tuple[Row, ...]:
        """The list before leaving as it stood at an instant; a discharge and the state after it ask for the same."""
        if at not in self.rows:
            since = max((a.ended_at or a.started_at for a in self.given.all), default=None)
            self.rows[at] = rows_for_discharge(plan, self.events, self.found, at, since)
        return self.rows[at]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whether leaving in order is possible at an instant, and every reason why not."""

    at: datetime
    missing: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def ready(self) -> bool:
        """Nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Ending:
    """How the session ended, or why a recorded ending does not stand."""

    type: str
    event_id: str
    at: datetime
    stands: bool
    because: str = ""


def leaving(plan: MonitoringPlan, facts: Facts, at: datetime, known_at: datetime | None = None) -> Leaving:
    """What leaving at ``at`` would lack, as known at ``known_at`` (by default: all that is known)."""
    rows = facts.rows_at(plan, at)
    missing = [*_time(plan, facts, at)]
    missing += [f"{s.id}: this observation was not taken, and nobody said why" for s in facts.slots if _owed(s, at)]
    missing += [f"{row.display}: {row.because}" for row in rows if not row.passes]
    missing += [f"{a.display}: this alert is not settled" for a in facts.alerts if _holds(a, known_at)]
    missing += [
        f"The risk {risk!r} is not resolved: level, plan and what was done" for risk in risks(plan, facts.events)
    ]
    return Leaving(at, tuple(missing), rows)


def _time(plan: MonitoringPlan, facts: Facts, at: datetime) -> Iterable[str]:
    gate = facts.given.earliest_discharge_at(plan.minimum_watch)
    minutes = int(plan.minimum_watch.total_seconds() // 60)
    if not facts.given.all:
        yield "No dose was given: there is nothing to leave from. End it as stopped before dose"
    elif gate is None:
        yield f"The infusion has not ended: the {minutes} minutes have not begun"
    elif at < gate:
        yield f"{minutes} minutes from the last administration are not over before {gate:%Y-%m-%dT%H:%M:%SZ}"


def _owed(slot: Slot, at: datetime) -> bool:
    taken = slot.status is SlotStatus.TAKEN and slot.taken_at is not None and slot.taken_at <= at
    return slot.required and not taken and slot.status is not SlotStatus.NOT_TAKEN


def _holds(alert: Alert, known_at: datetime | None) -> bool:
    return any(t.tier.rank >= Tier.CALL.rank and (known_at is None or t.known_at <= known_at) for t in alert.open)


def risks(plan: MonitoringPlan, events: Sequence[Event]) -> tuple[str, ...]:
    """Risks that were raised and that no clinician has resolved; they hold dosing and leaving."""
    raised: dict[str, datetime] = {}
    for event in events:
        symptom = plan.symptom(event.text("symptom")) if event.type == "symptom" else None
        if symptom is not None and symptom.risk:
            raised[symptom.id] = event.at
        elif event.type == "risk-raised":
            raised[event.text("risk")] = event.at
    resolved = {e.text("risk"): e.at for e in events if e.type == "risk-resolved"}
    return tuple(risk for risk, at in raised.items() if risk not in resolved or resolved[risk] < at)


def endings(plan: MonitoringPlan, facts: Facts) -> tuple[Ending, ...]:
    """Every recorded ending, and whether it stands. A discharge stands only when nothing was missing at its time."""
    return tuple(_ending(plan, facts, e) for e in facts.events if e.type in ENDINGS)


def _ending(plan: MonitoringPlan, facts: Facts, event: Event) -> Ending:
    because = ""
    if event.type == "discharged":
        at = min(event.at, event.recorded_at)  # a clock that runs ahead shortens nothing
        because = "; ".join(leaving(plan, facts, at, event.recorded_at).missing)
    elif event.type == "stopped-before-dose" and facts.given.all:
        because = "A dose was given, so the watching goes on"
    elif facts.given.last_at is not None and event.type == "left-against-advice" and event.at < facts.given.last_at:
        because = "A dose was given after that time"
    return Ending(event.type, event.id, event.at, not because, because)
