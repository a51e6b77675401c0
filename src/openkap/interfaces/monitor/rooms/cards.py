"""The alert cards and the one due card of a room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.monitoring.alerts import Alert
from openkap.clinical.monitoring.plan import Measure, MonitoringPlan, Tier
from openkap.clinical.monitoring.readings import latest
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.sources import Basis, strongest
from openkap.interfaces.components.wording import clock, open_for
from openkap.interfaces.monitor.rooms.rows import OVERDUE, alert_words, minute_of, overdue_slot, slot_words

STEPS = {"systolic": (5, 1), "diastolic": (5, 1), "heart-rate": (5, 1), "oxygen-saturation": (2, 1)}


@dataclass(frozen=True, slots=True)
class Card:
    """One alert as its card shows it, and what answers it."""

    id: str
    what: str
    next: str
    rule: str
    verification: str
    policy: str
    state: str
    owner: str
    open_for: str
    settled_by: str
    note: str
    about: tuple[str, ...]
    emergency: bool


def cards(plan: MonitoringPlan, state: SessionState, now: datetime) -> list[Card]:
    """Every alert, the open ones of the highest tier first."""
    return [_card(plan, state, alert, now) for alert in state.alerts]


def _card(plan: MonitoringPlan, state: SessionState, alert: Alert, now: datetime) -> Card:
    leading = alert.leading
    missed = overdue_slot(state) if leading.rule == OVERDUE else None
    minute = minute_of(missed.due_at if missed else leading.at, state.given.first_at)
    what, then = alert_words(state, alert), leading.words.partition(". ")[2]
    bases = _basis_of(plan, leading.rule)
    silenced = alert.silenced_until is not None and alert.silenced_until > now
    owner = alert.owner or state.owner
    status = "settled" if alert.open_tier is None else "silenced" if silenced else "owned" if owner else "unowned"
    notes = ["Arrived late."] if alert.late else []
    if silenced and alert.silenced_until:
        notes.append(f"Silenced until {clock(alert.silenced_until)}: {alert.silenced_because}.")
    settled = alert.settled[-1] if alert.settled else None
    return Card(
        id=alert.cause,
        what=f"{what}{'' if minute is None else f', due at +{minute}' if missed else f' at +{minute}'}",
        next=then,
        rule=leading.rule.replace("-", " "),
        verification=strongest(bases).value if bases else "",
        policy=next((b.policy.replace("-", " ") for b in bases if b.policy), ""),
        state=status,
        owner=owner,
        open_for=open_for(min(t.at for t in alert.open), now) if alert.open else "",
        settled_by=f"{settled.how} ({settled.by}, {clock(settled.at)})" if settled else "it came",
        note=" ".join(notes),
        about=tuple(sorted({t.event_id for t in alert.open})),
        emergency=alert.open_tier is Tier.EMERGENCY,
    )


def _basis_of(plan: MonitoringPlan, rule: str) -> tuple[Basis, ...]:
    thresholds: Iterable[tuple[str, tuple[Basis, ...]]] = ((t.id, t.basis) for t in plan.thresholds)
    symptoms = ((s.id, s.basis) for s in plan.symptoms)
    return next((basis for id_, basis in (*thresholds, *symptoms) if id_ == rule), ())


@dataclass(frozen=True, slots=True)
class Field:
    """One measure to observe: a stepper for a number, a pick row for words. ``last`` is shown and never sent."""

    measure: Measure
    last: str
    options: tuple[dict[str, str], ...]
    columns: int
    big: int
    small: int


@dataclass(frozen=True, slots=True)
class Due:
    """What the due card asks for."""

    slot: str
    title: str
    chip: str
    words: str
    fields: tuple[Field, ...]


def due(plan: MonitoringPlan, state: SessionState, now: datetime) -> Due | None:
    """The card of the observation that waits; None before a dose and after the end."""
    slot = state.next_due
    if slot is None:
        return None
    late = int((now - slot.due_at).total_seconds() // 60)
    chip, words = ("due", "Due now") if late >= 0 else ("off", f"{clock(slot.due_at)}, in {-late} min")
    if now > slot.due_at + plan.overdue_after:
        chip, words = "late", f"{late} min late"
    fields = tuple(field(plan, state, m, now) for m in slot.measures)
    return Due(slot.id, slot_words(slot), chip, words, fields)


def field(plan: MonitoringPlan, state: SessionState, name: str, now: datetime, *, before_dose: bool = False) -> Field:
    """How one measure is entered."""
    measure = plan.measure(name)
    if measure is None:
        raise LookupError(name)
    last = latest(state.readings, name, before_dose=before_dose, until=now) or latest(
        state.readings, name, before_dose=True, until=now
    )
    words = dict(measure.words)
    picks = tuple({"value": v, "label": v, "words": w} for v, w in measure.words)
    picks = picks or tuple({"value": c, "label": c, "words": words.get(c, "")} for c in measure.choices)
    big, small = STEPS.get(name, (5, 1))
    return Field(measure, str(last.value) if last else "", picks, 6 if len(picks) > 3 else 3, big, small)
