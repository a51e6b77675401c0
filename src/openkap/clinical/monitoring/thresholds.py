"""Which thresholds and symptoms the events meet.

What is kept later can only add triggers, never take one away: every version of a value counts, and the person's own
level before the dose is the most sensitive one that stood when the value was judged. A corrected level therefore
judges all that is kept after the correction, and what it had raised before stays. Both follow from the events' own
times of keeping; in which order they are given here has no say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from operator import ge, gt, le, lt

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import Compare, Limit, Moment, MonitoringPlan, Threshold, Tier
from openkap.clinical.monitoring.readings import Reading

PERSONAL = frozenset({Compare.RISE_ABOVE, Compare.RISE_AT_LEAST, Compare.FALL_AT_LEAST})
PLAIN: Mapping[Compare, Callable[[Decimal, Decimal], bool]] = {
    Compare.ABOVE: gt,
    Compare.AT_LEAST: ge,
    Compare.BELOW: lt,
    Compare.AT_MOST: le,
}
MOMENTS = {Moment.BEFORE_DOSE: (True,), Moment.AFTER_DOSE: (False,), Moment.ALWAYS: (True, False)}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason for an alert: the rule, the event that met it (the later one of two), and words for staff."""

    rule: str
    cause: str
    tier: Tier
    event_id: str
    at: datetime
    words: str
    symptom: bool
    known_at: datetime
    late: bool  # it was kept well after its bedside time


def holds(limit: Limit, value: Decimal | str, own: Sequence[Decimal]) -> bool:
    """Whether a value meets a limit. ``own`` are the person's values before the dose; without any, no rise is known."""
    if limit.compare is Compare.IS:
        return value == limit.value
    if not isinstance(value, Decimal) or not isinstance(limit.value, Decimal):
        return False
    if limit.compare not in PERSONAL:
        return PLAIN[limit.compare](value, limit.value)
    if not own:
        return False
    change = max(own) - value if limit.compare is Compare.FALL_AT_LEAST else value - min(own)
    return change > limit.value if limit.compare is Compare.RISE_ABOVE else change >= limit.value


def triggers(plan: MonitoringPlan, events: Sequence[Event], found: Sequence[Reading]) -> tuple[Trigger, ...]:
    """Every trigger of a session, each once, in order of bedside time."""
    measured = _measured(found)
    every = [*_from_symptoms(plan, events)]
    for threshold in plan.thresholds:
        met = _met(threshold, measured)
        if threshold.symptoms:
            every += _with_symptom(plan, threshold, met, events)
        elif threshold.apart is not None:
            every += _repeated(plan, threshold, met)
        else:
            every += [_trigger(plan, threshold, r) for r in met]
    once = {(t.rule, t.event_id): t for t in sorted(every, key=lambda t: (t.at, t.words))}
    return tuple(sorted(once.values(), key=lambda t: (t.at, not t.symptom, t.rule, t.event_id)))


@dataclass(frozen=True, slots=True)
class _Measured:
    """What was read of one measure: each reading with its place among all, the least and the greatest number."""

    readings: Sequence[tuple[int, Reading]]
    least: Decimal | None
    greatest: Decimal | None
    own: Sequence[Decimal]  # all that was ever said of it before the dose

    def may_meet(self, limit: Limit) -> bool:
        """Whether any reading can meet a limit: none does when neither end does, judged by the most sensitive level."""
        if limit.compare is Compare.IS or self.least is None or self.greatest is None:
            return True
        return holds(limit, self.least, self.own) or holds(limit, self.greatest, self.own)


def _measured(found: Sequence[Reading]) -> dict[str, _Measured]:
    placed: dict[str, list[tuple[int, Reading]]] = {}
    for place, reading in enumerate(found):
        placed.setdefault(reading.measure, []).append((place, reading))
    measured = {}
    for name, same in placed.items():
        numbers = [r.value for _, r in same if isinstance(r.value, Decimal)]
        own = [r.value for _, r in same if r.before_dose and isinstance(r.value, Decimal)]
        measured[name] = _Measured(same, min(numbers, default=None), max(numbers, default=None), own)
    return measured


def _own(reading: Reading, same: Sequence[tuple[int, Reading]]) -> tuple[Decimal, ...]:
    """The person's own values before the dose, as this reading was judged by them."""
    return tuple(r.value for _, r in same if r.before_dose and r.stood_for(reading) and isinstance(r.value, Decimal))


def _met(threshold: Threshold, measured: Mapping[str, _Measured]) -> list[Reading]:
    """The readings that meet any limit, in their order."""
    met: dict[int, Reading] = {}
    for limit in threshold.any:
        read = measured.get(limit.measure)
        if read is None or not read.may_meet(limit):
            continue
        for place, reading in read.readings:
            if place not in met and reading.before_dose in MOMENTS[threshold.moment]:
                own = _own(reading, read.readings) if limit.compare in PERSONAL else ()
                if holds(limit, reading.value, own):
                    met[place] = reading
    return [met[place] for place in sorted(met)]


def event_trigger(plan: MonitoringPlan, event: Event, rule: str, cause: str, tier: Tier, words: str) -> Trigger:
    """A trigger that is an event itself, e.g. a symptom or a call for help. It comes before any number."""
    late = event.recorded_at - event.at > plan.late_after
    return Trigger(rule, cause, tier, event.id, event.at, words, symptom=True, known_at=event.recorded_at, late=late)


def _trigger(plan: MonitoringPlan, threshold: Threshold, reading: Reading) -> Trigger:
    measure = plan.measure(reading.measure)
    named = f"{measure.display} {reading.value}{measure.unit_words}" if measure else reading.measure
    words = f"{named}. {threshold.says}"
    late = reading.known_at - reading.at > plan.late_after
    return Trigger(
        threshold.id,
        threshold.cause,
        threshold.tier,
        reading.source_id,
        reading.at,
        words,
        symptom=False,
        known_at=reading.known_at,
        late=late,
    )


def _repeated(plan: MonitoringPlan, threshold: Threshold, met: list[Reading]) -> Iterable[Trigger]:
    """A reading that has another one, ``apart`` to ``within`` earlier, which meets the threshold too."""
    for later in met:
        gaps = [later.at - earlier.at for earlier in met if earlier.event_id != later.event_id]
        if threshold.apart is not None and any(
            threshold.apart <= gap and (threshold.within is None or gap <= threshold.within) for gap in gaps
        ):
            yield _trigger(plan, threshold, later)


def _with_symptom(
    plan: MonitoringPlan, threshold: Threshold, met: list[Reading], events: Sequence[Event]
) -> Iterable[Trigger]:
    """A reading and a symptom near each other; the trigger is the later of the two."""
    shown = [e for e in events if e.type == "symptom" and e.text("symptom") in threshold.symptoms]
    for reading in met:
        for event in shown:
            if threshold.within is not None and abs(reading.at - event.at) > threshold.within:
                continue
            symptom, number = plan.symptom(event.text("symptom")), _trigger(plan, threshold, reading)
            at, event_id = max((event.at, event.id), (reading.at, reading.source_id))
            words = f"{symptom.display if symptom else 'Symptom'} with {number.words}"
            known_at = max(event.recorded_at, reading.known_at)
            yield replace(
                number,
                event_id=event_id,
                at=at,
                words=words,
                symptom=True,
                known_at=known_at,
                late=known_at - at > plan.late_after,
            )


def _from_symptoms(plan: MonitoringPlan, events: Sequence[Event]) -> Iterable[Trigger]:
    for event in events:
        symptom = plan.symptom(event.text("symptom")) if event.type == "symptom" else None
        if symptom is not None:
            words = f"{symptom.display}. {symptom.says}"
            yield event_trigger(plan, event, symptom.id, symptom.cause, symptom.tier, words)
