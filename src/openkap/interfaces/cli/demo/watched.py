"""What is recorded in one dosing session, minute by minute: from its monitoring plan and one person's numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from openkap.clinical.monitoring.plan import Anchor, CheckItem, MonitoringPlan
from openkap.clinical.simulation.rooms import PRESSURES, Bedside

CHECKED, BASELINE = -24, -15
LEAVES_AFTER = 128  # minutes after the last administration: eight more than the shortest
PEAK = 40
SIMULATED = (*PRESSURES, "moaa-s", "dissociation")
BETWEEN_DEVICES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What a story tells of a person's sessions: who fetches them, and numbers that nothing was found to simulate by.

    ``pressure`` (systolic, diastolic, in mmHg) only where the story turns on it; otherwise it is simulated.
    """

    heart_rate: int = 70
    pressure: tuple[int, int] | None = None
    escort: str = "Robin Vale (sister)"
    phone: str = "555 0148"


@dataclass(frozen=True, slots=True)
class Body:
    """A person in one session: what the story tells, and what the simulated person behind them shows."""

    told: Told
    shown: Bedside


@dataclass(frozen=True, slots=True)
class Said:
    """One event to record: minutes after the first administration, its type and fields, and whose it is."""

    minute: int
    type: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drug:
    """What is given: in devices of ``device_mg`` five minutes apart, or as an infusion over ``over_min`` minutes."""

    amount_mg: Decimal
    lot: str
    device_mg: Decimal | None = None
    over_min: int = 0

    @property
    def last_minute(self) -> int:
        """When the last of it was given, in minutes after the first."""
        if self.device_mg is None:
            return self.over_min
        return BETWEEN_DEVICES * (int(self.amount_mg / self.device_mg) - 1)


def before_dose(plan: MonitoringPlan, body: Body, chance: Random, weight_words: str) -> Iterator[Said]:
    """The list before the dose, and the values before it."""
    for item in plan.before_dose:
        if item.asks:
            yield Said(CHECKED, "check", _answer(item, body, weight_words))
    names = tuple(m.id for m in plan.measures)
    yield Said(BASELINE, "baseline", {"values": _values(plan, names, BASELINE, body, chance)})


def given(drug: Drug) -> Iterator[Said]:
    """The drug itself."""
    if drug.device_mg is None:
        dose = {"amount_mg": float(drug.amount_mg), "lot": drug.lot}
        yield Said(0, "infusion-started", {**dose, "over_min": drug.over_min})
        yield Said(drug.over_min, "infusion-ended", {"given_mg": float(drug.amount_mg)})
        return
    for minute in range(0, drug.last_minute + 1, BETWEEN_DEVICES):
        yield Said(minute, "dose", {"amount_mg": float(drug.device_mg), "lot": drug.lot})


def observations(plan: MonitoringPlan, body: Body, chance: Random, drug: Drug, until: int) -> Iterator[Said]:
    """Every observation that the plan asks for, at its minute."""
    due: dict[int, set[str]] = {}
    for time in plan.times:
        minute = _minutes(time.after) + (drug.last_minute if time.anchor is Anchor.LAST else 0)
        last = _minutes(time.until) if time.until else until if time.every else minute
        while minute <= min(last, until):
            due.setdefault(minute, set()).update(time.measures)
            minute += _minutes(time.every) if time.every else until + 1
    for minute in sorted(due):
        names = tuple(m.id for m in plan.measures if m.id in due[minute])
        yield Said(minute, "observation", {"values": _values(plan, names, minute, body, chance)})


def leaving(plan: MonitoringPlan, body: Body, chance: Random, at: int) -> Iterator[Said]:
    """The last values, the list before leaving, and the discharge."""
    names = tuple(m.id for m in plan.measures)
    yield Said(at - 4, "observation", {"values": _values(plan, names, at - 4, body, chance)})
    for item in plan.discharge:
        if item.asks:
            yield Said(at - 2, "check", _answer(item, body, ""))
    yield Said(at, "discharged", {"signed_by": "Sam Delgado"})


def _answer(item: CheckItem, body: Body, weight_words: str) -> dict[str, Any]:
    """*Yes*, with the words that the row needs."""
    detail = weight_words if item.id == "weighed" else "None today."
    words = {"name": body.told.escort, "phone": body.told.phone, "detail": detail}
    answer = "not-applicable" if item.id == "pregnancy" and item.may_not_apply else "yes"
    return {"item": item.id, "answer": answer, **{name: words[name] for name in item.needs}}


def _values(
    plan: MonitoringPlan, names: tuple[str, ...], minute: int, body: Body, chance: Random
) -> dict[str, int | str]:
    """Values at a minute: as simulated; the pulse rises to a peak near minute 40 and is back by minute 100."""
    share = max(0.0, 1 - abs(minute - PEAK) / (PEAK if minute < PEAK else 60)) if minute > 0 else 0.0
    found: dict[str, int | str] = {
        "heart-rate": round(body.told.heart_rate + 9 * share) + chance.randint(-2, 2),
        "oxygen-saturation": 98 - round(share) + chance.randint(0, 1),
        "respiratory-rate": 15 - round(share) + chance.randint(0, 1),
    }
    for name, value in body.shown.values(minute, SIMULATED).items():
        found[name] = value if isinstance(value, str) else int(value)
    if body.told.pressure:
        found |= {name: mmhg + chance.randint(-2, 2) for name, mmhg in zip(PRESSURES, body.told.pressure, strict=True)}
    return {name: found[name] for name in names if plan.measure(name) and name in found}


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
