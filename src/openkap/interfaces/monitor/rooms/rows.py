"""The rows of a session: what was recorded and what comes, in the order of the bedside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.schedule import Slot, SlotStatus
from openkap.clinical.monitoring.state import SessionState
from openkap.interfaces.components.wording import clock

SHORT = {
    "systolic": "BP",
    "diastolic": "",
    "heart-rate": "HR",
    "oxygen-saturation": "SpO₂",
    "moaa-s": "MOAA/S",
    "respiratory-rate": "breaths",
    "dissociation": "diss.",
}
OVERDUE = "overdue"  # the rule of alerts about observations that did not come
SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the stream of slots (see ``components/slot.html``)."""

    at: datetime
    kind: str
    minute: str
    value: str
    time: str
    bedside: str = ""


def minute_of(at: datetime, first_at: datetime | None) -> int | None:
    """Whole minutes since the first administration; None before one."""
    return None if first_at is None else int((at - first_at) // timedelta(minutes=1))


def slot_state(slot: Slot, plan: MonitoringPlan, now: datetime) -> str:
    """``done``, ``next``, ``due`` or ``late``: how a slot stands at this moment."""
    if slot.status is not SlotStatus.PLANNED:
        return "done"
    if now > slot.due_at + plan.overdue_after:
        return "late"
    return "due" if now >= slot.due_at - SOON else "next"


def slot_words(slot: Slot) -> str:
    """What is due, in a word or two."""
    if "systolic" in slot.measures:
        return "BP"
    return "SpO₂, sedation" if "oxygen-saturation" in slot.measures else "Look"


def pressure_words(values: Mapping[str, str]) -> str:
    """``138/86``; ``?`` for the half that was not measured; empty without either."""
    if not {"systolic", "diastolic"} & set(values):
        return ""
    return f"{values.get('systolic', '?')}/{values.get('diastolic', '?')}"


def values_words(values: Mapping[str, str]) -> str:
    """What a row of the session shows of one observation: the pressure, or else the first two of its values."""
    others = [f"{SHORT[m]} {v}" for m, v in values.items() if m in SHORT]
    return pressure_words(values) or " · ".join(others[:2])


def alert_words(state: SessionState, alert: Alert) -> str:
    """What an alert is about in a few words: ``BP 184/112``, ``Headache, BP 184/112``, ``Heart rate 45 /min``."""
    leading = alert.leading
    if leading.rule == OVERDUE and (missed := overdue_slot(state)):
        return f"{slot_words(missed)} not taken"
    what = leading.words.partition(". ")[0]
    found = {r.measure: str(r.value) for r in state.readings if r.source_id == leading.event_id}
    if "Systolic pressure" not in what and "Diastolic pressure" not in what:
        return what
    symptom, with_, number = what.rpartition(" with ")
    short = f"BP {pressure_words(found)}" if pressure_words(found) else number
    return f"{symptom}, {short}" if with_ else short


def overdue_slot(state: SessionState) -> Slot | None:
    """The first slot that is overdue and still waits."""
    return next((s for s in state.slots if s.overdue and s.status is SlotStatus.PLANNED), None)


def rows(plan: MonitoringPlan, state: SessionState, now: datetime) -> list[Row]:
    """What was recorded, what is due, and the gate."""
    first = state.given.first_at
    found = [*_recorded(plan, state), *_given(state), *_due(plan, state, now)]
    if state.earliest_discharge_at:
        gate = state.earliest_discharge_at
        found.append(Row(gate, "gate", f"+{minute_of(gate, first)}", "Leaving checks", clock(gate)))
    return sorted(found, key=lambda r: r.at)


def _recorded(plan: MonitoringPlan, state: SessionState) -> Iterable[Row]:
    alarmed = {t.event_id for a in state.alerts for t in a.triggers if t.tier.rank >= Tier.CALL.rank}
    grouped: dict[str, list[Reading]] = {}
    for reading in state.readings:
        if reading.current:
            grouped.setdefault(reading.event_id, []).append(reading)
    for id_, found in grouped.items():
        reading = found[0]
        minute = minute_of(reading.at, state.given.first_at)
        kind = "alert" if id_ in alarmed or any(r.source_id in alarmed for r in found) else "ok"
        late = reading.known_at - reading.at > plan.late_after
        yield Row(
            reading.at,
            kind,
            "Before" if reading.before_dose else "" if minute is None else f"+{minute}",
            values_words({r.measure: str(r.value) for r in found}),
            clock(reading.known_at) if late else clock(reading.at),
            clock(reading.at) if late else "",
        )


def _given(state: SessionState) -> Iterable[Row]:
    for given in state.given.all:
        minute = minute_of(given.started_at, state.given.first_at)
        amount = "" if given.amount_mg is None else f"{given.amount_mg.normalize():f} mg "
        yield Row(given.started_at, "dose", f"+{minute}" if minute else "0", f"{amount}given", clock(given.started_at))
        if given.type == "infusion-started" and given.ended_at:
            after = minute_of(given.ended_at, state.given.first_at)
            yield Row(given.ended_at, "end", f"+{after}", "Infusion ended", clock(given.ended_at))


def _due(plan: MonitoringPlan, state: SessionState, now: datetime) -> Iterable[Row]:
    waiting = [s for s in state.slots if s.status is SlotStatus.PLANNED] if state.phase.open else []
    for slot in waiting[:5]:
        kind = slot_state(slot, plan, now)
        minute = f"+{minute_of(slot.due_at, state.given.first_at)}"
        late = int((now - slot.due_at) // timedelta(minutes=1))
        time = f"{late} min late" if kind == "late" else clock(slot.due_at)
        yield Row(slot.due_at, kind, minute, slot_words(slot), time)
    for slot in state.slots:
        if slot.status is SlotStatus.NOT_TAKEN:
            minute = f"+{minute_of(slot.due_at, state.given.first_at)}"
            yield Row(
                slot.due_at, "missed", minute, f"{slot_words(slot)} not taken: {slot.because}", clock(slot.due_at)
            )
