"""What is known of a session: worked out from the set of its events, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from openkap.clinical.monitoring.administrations import Given
from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.leaving import Ending, Leaving
from openkap.clinical.monitoring.lists import Row
from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.schedule import Slot
from openkap.clinical.monitoring.summary import Summary

# Of the fold. 1.1.0: what an infusion gave until its end, and corrected baselines. 1.2.0: an answer or a silence is
# about what was known when it was given, so what a late value raises together with an answered symptom is open.
METHOD = "1.2.0"


class Phase(StrEnum):
    """Where a session stands. The last five are endings; only the first of these is a discharge."""

    BEFORE_DOSE = "before-dose"
    INFUSING = "infusing"
    WATCHING = "watching"
    DISCHARGED = "discharged"
    LEFT_AGAINST_ADVICE = "left-against-advice"
    TRANSFERRED = "transferred"
    STOPPED_BEFORE_DOSE = "stopped-before-dose"
    DIED = "died"

    @property
    def open(self) -> bool:
        """Whether the session still needs watching."""
        return self in {Phase.BEFORE_DOSE, Phase.INFUSING, Phase.WATCHING}


@dataclass(frozen=True, slots=True)
class SessionState:
    """The fold of a session's events. ``ready_after_min`` is kept apart from the gate and never opens it."""

    phase: Phase
    owner: str
    given: Given
    readings: tuple[Reading, ...]
    slots: tuple[Slot, ...]
    alerts: tuple[Alert, ...]
    before_dose: tuple[Row, ...]
    leaving: Leaving | None
    earliest_discharge_at: datetime | None
    next_due: Slot | None
    stopped_at: datetime | None
    risks: tuple[str, ...]
    endings: tuple[Ending, ...]
    ready_after_min: int | None
    summary: Summary

    def as_json(self) -> dict[str, Any]:
        """The stored snapshot: plain values that compare equal when, and only when, the state does."""
        return {
            "method": METHOD,
            "phase": self.phase.value,
            "owner": self.owner,
            "first_administered_at": _text(self.given.first_at),
            "running": self.given.running,
            "earliest_discharge_at": _text(self.earliest_discharge_at),
            "next_due_at": _text(self.next_due.due_at if self.next_due else None),
            "next_due": self.next_due.id if self.next_due else None,
            "stopped_at": _text(self.stopped_at),
            "risks": list(self.risks),
            "ready_after_min": self.ready_after_min,
            "summary": self.summary.as_json(),
            "alerts": [alert_as_json(a) for a in self.alerts],
            "before_dose": [[r.item, r.status.value, r.because] for r in self.before_dose],
            "discharge": discharge_as_json(self.leaving),
            "slots": [[s.id, _text(s.due_at), s.status.value, _text(s.taken_at)] for s in self.slots],
            "administrations": [
                [a.event_id, a.type, _text(a.started_at), _text(a.ended_at), _number(a.amount_mg), a.lot]
                for a in self.given.all
            ],
            "disputed": [[d.event_id, d.of, d.says] for d in self.given.disputed],
            "endings": [[e.type, e.event_id, _text(e.at), e.stands, e.because] for e in self.endings],
        }


def alert_as_json(alert: Alert) -> dict[str, Any]:
    """One alert in plain values."""
    return {
        "alert": alert.cause,
        "display": alert.display,
        "tier": alert.tier.value,
        "status": alert.open_tier.value if alert.open_tier else "settled",
        "words": alert.leading.words,
        "owner": alert.owner,
        "silenced_until": _text(alert.silenced_until),
        "arrived_late": alert.late,
        "triggers": [
            {"rule": t.rule, "event": t.event_id, "at": _text(t.at), "tier": t.tier.value, "arrived_late": t.late}
            for t in alert.triggers
        ],
        "settled": [{"by": s.by, "at": _text(s.at), "how": s.how, "about": list(s.about)} for s in alert.settled],
    }


def discharge_as_json(found: Leaving | None) -> dict[str, Any]:
    """Readiness to leave in plain values."""
    if found is None:
        return {"ready": False, "missing": ["Nothing was recorded yet"]}
    return {"ready": found.ready, "missing": list(found.missing)}


def _text(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%S}{f'.{at.microsecond:06d}' if at.microsecond else ''}Z" if at else None


def _number(value: object) -> str | None:
    return None if value is None else str(value)
