"""One session in a line: what was given, and pressure, sedation and dissociation from before the dose to the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from openkap.clinical.monitoring.administrations import Given
from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.leaving import Ending
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.readings import Reading

SYSTOLIC, DIASTOLIC, SEDATION, DISSOCIATION = "systolic", "diastolic", "moaa-s", "dissociation"
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the course of a person shows of a session. None: not recorded, and never zero.

    Pressures are systolic and diastolic in mmHg, of one reading each; minutes count from the first administration.
    """

    first_at: datetime | None
    given_mg: Decimal | None
    before: Pair | None
    peak: Pair | None
    peak_alerted: bool  # whether that very reading raised an alert
    leaving: Pair | None
    lowest_moaas: int | None
    dissociation: str
    left_after_min: int | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for the snapshot."""
        return {
            "first_at": f"{self.first_at:%Y-%m-%dT%H:%M:%SZ}" if self.first_at else None,
            "given_mg": None if self.given_mg is None else str(self.given_mg),
            "before": self.before and list(self.before),
            "peak": self.peak and list(self.peak),
            "peak_alerted": self.peak_alerted,
            "leaving": self.leaving and list(self.leaving),
            "lowest_moaas": self.lowest_moaas,
            "dissociation": self.dissociation,
            "left_after_min": self.left_after_min,
        }


def _pairs(found: Sequence[Reading]) -> list[tuple[datetime, Pair, str]]:
    """Pressures that were read together, in order; one half alone is no pressure."""
    halves: dict[tuple[str, datetime], dict[str, int]] = {}
    for reading in found:
        if reading.current and reading.measure in {SYSTOLIC, DIASTOLIC} and isinstance(reading.value, Decimal):
            halves.setdefault((reading.event_id, reading.at), {})[reading.measure] = int(reading.value)
    whole = [(at, (h[SYSTOLIC], h[DIASTOLIC]), id_) for (id_, at), h in halves.items() if len(h) == 2]
    return sorted(whole)


def _strongest(plan: MonitoringPlan, found: Sequence[Reading]) -> str:
    """The strongest that was seen, in the order in which the plan lists the choices."""
    measure = plan.measure(DISSOCIATION)
    choices = measure.choices if measure else ()
    seen = {str(r.value) for r in found if r.measure == DISSOCIATION and r.current}
    return next((choice for choice in reversed(choices) if choice in seen), "")


def summary(
    plan: MonitoringPlan, given: Given, found: Sequence[Reading], alerts: Sequence[Alert], endings: Sequence[Ending]
) -> Summary:
    """Sum a session up from its current readings."""
    first_at = given.first_at
    amounts = [a.amount_mg for a in given.all]
    total = sum((a for a in amounts if a is not None), Decimal(0)) if amounts and None not in amounts else None
    pairs = _pairs(found)
    before = [pair for at, pair, _ in pairs if first_at is None or at <= first_at]
    after = [(pair, id_) for at, pair, id_ in pairs if first_at is not None and at > first_at]
    peak = max(after, default=None)
    alerted = {trigger.event_id for alert in alerts for trigger in alert.triggers}
    sedation = [int(r.value) for r in found if r.measure == SEDATION and r.current and isinstance(r.value, Decimal)]
    left_at = next((e.at for e in reversed(endings) if e.stands), None)
    minutes = int((left_at - first_at).total_seconds() // 60) if left_at and first_at else None
    return Summary(
        first_at=first_at,
        given_mg=total,
        before=before[-1] if before else None,
        peak=peak[0] if peak else None,
        peak_alerted=bool(peak and peak[1] in alerted),
        leaving=after[-1][0] if after and left_at else None,
        lowest_moaas=min(sedation, default=None),
        dissociation=_strongest(plan, found),
        left_after_min=minutes,
    )
