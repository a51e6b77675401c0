"""One simulated dosing session: what is seen at the bedside becomes events, and the real fold of the room judges them.

The nurse takes what the plan says is due, tries to let the person go when nothing visible speaks against it, and does
what the engine finds missing: measures again, has an alert settled, waits. Nobody is late and nothing is forgotten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import exp

import numpy as np

from openkap.clinical.dosing.product import DosedBy, Product
from openkap.clinical.monitoring.administrations import given
from openkap.clinical.monitoring.events import Event, Value
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.schedule import slots
from openkap.clinical.monitoring.state import Phase, SessionState
from openkap.clinical.monitoring.transition import fold
from openkap.clinical.simulation.people import Person
from openkap.clinical.simulation.preset import Arm, Preset

OPENED, BASELINE, AGAIN, CHECKED = -40, -30, -10, -8  # minutes before the first administration
SECOND_LOOK, WAIT = 5, 15  # minutes after a reading that raised something; between two tries to leave
TRIES = 8
NURSE, PRESCRIBER = "simulated nurse", "simulated prescriber"
WORDS = {"because": "simulated", "name": "simulated", "phone": "simulated", "detail": "simulated"}


@dataclass(frozen=True, slots=True)
class Bedside:
    """What one person shows in one session. Minutes count from the first administration."""

    systolic: float
    diastolic: float
    systolic_rise: float
    diastolic_rise: float
    peak_min: float
    fades_min: float
    noise: Sequence[float]
    sedated_to: int  # the lowest MOAA/S
    awake_after_min: float
    dissociation: str
    present_after_min: float
    symptoms: tuple[tuple[str, int], ...]

    def values(self, minute: int, measures: Iterable[str]) -> dict[str, Decimal | str]:
        """What would be read at a minute, as whole numbers and words of the plan."""
        return {name: self._one(name, minute) for name in measures}

    def _one(self, name: str, minute: int) -> Decimal | str:
        wobble = self.noise[(minute * 7 + len(name)) % len(self.noise)]
        if name == "systolic":
            return Decimal(round(min(max(self.systolic + self.systolic_rise * self._height(minute) + wobble, 60), 260)))
        if name == "diastolic":
            level = self.diastolic + self.diastolic_rise * self._height(minute) + 0.7 * wobble
            return Decimal(round(min(max(level, 35), 160)))
        if name == "moaa-s":
            return Decimal(self.sedated_to if 5 <= minute < self.awake_after_min else 5)
        if name == "dissociation":
            return self.dissociation if 5 <= minute < self.present_after_min else "none"
        return Decimal(QUIET[name])

    def _height(self, minute: int) -> float:
        """How much of the rise of pressure is there: up to the peak in a line, then fading."""
        if minute <= 0:
            return 0.0
        if minute <= self.peak_min:
            return minute / self.peak_min
        return exp(-(minute - self.peak_min) / self.fades_min)


PRESSURES = ("systolic", "diastolic")
SHOWN = frozenset({*PRESSURES, "moaa-s", "dissociation", "heart-rate", "oxygen-saturation", "respiratory-rate"})
LONGEST = timedelta(hours=4)  # how long after the plan's own time a person may still be there
Due = tuple[tuple[int, tuple[str, ...]], ...]  # minute after the first administration, and what is due then
QUIET = {"heart-rate": 74, "oxygen-saturation": 98, "respiratory-rate": 14}  # nothing was found to simulate them by


@dataclass(frozen=True, slots=True)
class Watched:
    """What a session came to, all of it read from the state that the engine made of its events."""

    state: SessionState
    minutes: int  # from opening to the end
    tries: int

    @property
    def dosed(self) -> bool:
        """Whether a dose was given."""
        return self.state.given.first_at is not None


@dataclass(slots=True)
class _Story:
    plan: MonitoringPlan
    at: datetime
    events: list[Event] = field(default_factory=list)
    number: int = 0  # of the first event

    def add(self, kind: str, minute: int, by: str = NURSE, **data: Value) -> None:
        at = self.at + timedelta(minutes=minute)
        number = self.number + len(self.events)
        self.events.append(Event(f"e{number}", kind, at, at, number, "", by, None, data))

    def read(self, kind: str, minute: int, shown: Bedside, measures: Iterable[str]) -> None:
        self.add(kind, minute, values=shown.values(minute, measures))

    def check(self, items: Iterable[str], minute: int) -> None:
        for item in items:
            self.add("check", minute, item=item, answer="yes", **WORDS)


def bedside(preset: Preset, person: Person, arm: Arm, draw: np.random.Generator) -> Bedside:
    """Draw what one person shows in one session. Chances are drawn in a fixed order, whatever they come to."""
    room, treated = preset.room, arm is Arm.TREATMENT
    today, wide, rise = draw.standard_normal(3)
    come = draw.random(4 + len(preset.effects))
    noise = draw.standard_normal(64) * room.pressure_noise_sd.value
    over = max(float(draw.normal(room.over_min.mean.value, room.over_min.sd.value)), 15.0)
    sedated = room.sedation.id in person.prone and come[0] < room.sedation.again.value
    apart = room.dissociation.id in person.prone and come[1] < room.dissociation.again.value
    shown = [
        (e.symptom or e.id, 15 + int(40 * come[4 + n] / max(e.again.value, 0.01)))
        for n, e in enumerate(preset.effects)
        if e.id in person.prone and come[4 + n] < e.again.value
    ]
    deep = come[2] < room.deep_sedation.value
    return Bedside(
        systolic=person.systolic + 5 * float(today),
        diastolic=person.diastolic + 3 * float(today),
        systolic_rise=(person.systolic_rise + 6 * float(rise)) if treated else 0.0,
        diastolic_rise=(person.diastolic_rise + 4 * float(rise)) if treated else 0.0,
        peak_min=room.peak_min.value,
        fades_min=room.fades_min.value,
        noise=noise.tolist(),
        sedated_to=(1 if deep else 4) if sedated else 5,
        awake_after_min=over + 8 * float(wide),
        dissociation=("marked" if come[3] < room.marked_dissociation.value else "some") if apart else "none",
        present_after_min=over,
        symptoms=tuple(shown),
    )


def due_minutes(plan: MonitoringPlan, product: Product, mg: Decimal, at: datetime) -> Due:
    """What the plan has due at which minute after the first administration, as the engine's own schedule says."""
    story = _Story(replace(plan, minimum_watch=plan.minimum_watch + LONGEST), at)
    _administer(story, product, mg)
    found: dict[int, list[str]] = {}
    for slot in slots(story.plan, given(story.events), (), story.events):
        found.setdefault(int((slot.due_at - at).total_seconds() // 60), []).extend(slot.measures)
    return tuple((minute, tuple(dict.fromkeys(measures))) for minute, measures in sorted(found.items()))


def session(plan: MonitoringPlan, product: Product, mg: Decimal, shown: Bedside, at: datetime, due: Due) -> Watched:
    """Let a session happen. ``due`` is what :func:`due_minutes` says of this plan and dose."""
    for again in (False, True):
        story = _before(plan, at, shown, again=again)
        state, tries = _dosed(story, product, mg, shown, due)
        if all(row.passes for row in state.before_dose):
            return _watched(state, at, tries)
    story = _before(plan, at, shown, again=True)
    story.add("stopped-before-dose", 0, PRESCRIBER, because="a row of the list is held", decided_by=PRESCRIBER)
    return _watched(fold(plan, story.events), at, 1)


def _before(plan: MonitoringPlan, at: datetime, shown: Bedside, *, again: bool) -> _Story:
    story = _Story(plan, at)
    story.add("opened", OPENED)
    for minute in (BASELINE, AGAIN) if again else (BASELINE,):
        story.read("baseline", minute, shown, _measures(plan))
    story.check([row.id for row in plan.before_dose if row.asks], CHECKED)
    return story


def _measures(plan: MonitoringPlan) -> tuple[str, ...]:
    return tuple(m.id for m in plan.measures if m.id in SHOWN)


def _administer(story: _Story, product: Product, mg: Decimal) -> None:
    if product.dosed_by is DosedBy.DEVICES and product.device_mg and product.between_devices:
        apart = int(product.between_devices.total_seconds() // 60)
        for number in range(int(mg / product.device_mg)):
            story.add("dose", number * apart, amount_mg=product.device_mg, lot="simulated")
    elif product.over_min:
        story.add("infusion-started", 0, amount_mg=mg, lot="simulated", over_min=product.over_min)
        story.add("infusion-ended", int(product.over_min), given_mg=mg)
    else:
        story.add("dose", 0, amount_mg=mg, lot="simulated")


def _dosed(story: _Story, product: Product, mg: Decimal, shown: Bedside, due: Due) -> tuple[SessionState, int]:
    """From the first administration to the end; how often the nurse tried to let the person go."""
    _administer(story, product, mg)
    _symptoms(story, shown)
    gate = given(story.events).earliest_discharge_at(story.plan.minimum_watch) or story.at
    minute = max(_minute(story, gate), int(max(shown.awake_after_min, shown.present_after_min)) + 1)
    seen = BASELINE
    for tries in range(1, TRIES + 1):
        _look(story, shown, due, seen, minute)
        state = fold(story.plan, [*story.events, *_leaves(story, minute + 1)])
        if tries == 1 and _measured_again(story, shown, state, minute):
            state = fold(story.plan, [*story.events, *_leaves(story, minute + 1)])
        if emergencies := [t.at for a in state.alerts for t in a.triggers if t.tier is Tier.EMERGENCY]:
            return _transferred(story, _minute(story, min(emergencies)) + SECOND_LOOK), tries
        if state.phase is Phase.DISCHARGED:
            return state, tries
        seen, minute = minute, minute + WAIT
        _settle(story, state, minute - 1)
    return fold(story.plan, story.events), TRIES


def _symptoms(story: _Story, shown: Bedside) -> None:
    """What is said, and the pressure that the plan asks for with it."""
    for name, minute in shown.symptoms:
        if (symptom := story.plan.symptom(name)) is not None:
            story.add("symptom", minute, symptom=name)
            if symptom.cause in _pressure_causes(story.plan):
                story.read("observation", minute, shown, PRESSURES)


def _look(story: _Story, shown: Bedside, due: Due, seen: int, minute: int) -> None:
    """Everything that came due since the last look, and everything once more before leaving."""
    for when, measures in due:
        if seen < when < minute:
            story.read("observation", when, shown, measures)
    story.read("observation", minute, shown, _measures(story.plan))


def _measured_again(story: _Story, shown: Bedside, state: SessionState, minute: int) -> bool:
    """A pressure that raised something is read a second time; whether there was one."""
    causes = _pressure_causes(story.plan)
    raised = {_minute(story, t.at) for a in state.alerts for t in a.triggers if t.cause in causes and not t.symptom}
    for when in sorted(w for w in raised if 0 < w < minute):
        story.read("observation", when + SECOND_LOOK, shown, PRESSURES)
    return any(0 < w < minute for w in raised)


def _pressure_causes(plan: MonitoringPlan) -> frozenset[str]:
    """Under which alerts this plan speaks of blood pressure."""
    return frozenset(t.cause for t in plan.thresholds if any(limit.measure in PRESSURES for limit in t.any))


def _leaves(story: _Story, minute: int) -> list[Event]:
    last = _Story(story.plan, story.at, number=len(story.events))
    last.check([row.id for row in story.plan.discharge if row.asks], minute)
    last.add("discharged", minute, signed_by=NURSE)
    return last.events


def _settle(story: _Story, state: SessionState, minute: int) -> None:
    """A prescriber looks into what calls, once the readings are taken."""
    for alert in state.alerts:
        calls = [t.event_id for t in alert.open if t.tier is not Tier.NOTICE]
        if calls:
            story.add("alert-settled", minute, PRESCRIBER, alert=alert.cause, about=tuple(calls), how="simulated")


def _transferred(story: _Story, minute: int) -> SessionState:
    story.events = [e for e in story.events if _minute(story, e.at) <= minute]
    story.add("transferred", minute, to="simulated", handed_to="simulated", because="simulated")
    return fold(story.plan, story.events)


def _minute(story: _Story, at: datetime) -> int:
    return int((at - story.at).total_seconds() // 60)


def _watched(state: SessionState, at: datetime, tries: int) -> Watched:
    ends = [e.at for e in state.endings if e.stands]
    after = int((ends[-1] - at).total_seconds() // 60) if ends else int(LONGEST.total_seconds() // 60)
    return Watched(state, after - OPENED, tries)
