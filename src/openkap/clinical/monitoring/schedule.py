"""What is due: the observation times of the plan against what was observed. It knows no *now*, only due times."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from openkap.clinical.monitoring.administrations import Given
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import Anchor, MonitoringPlan, ObservationTime
from openkap.clinical.monitoring.readings import Reading

NONE = timedelta(0)
Together = Sequence[tuple[datetime, set[str]]]  # when, and which measures


class SlotStatus(StrEnum):
    """What became of a due observation."""

    PLANNED = "planned"
    TAKEN = "taken"
    NOT_TAKEN = "not-taken"  # with a reason
    PASSED = "passed"  # a later one was taken instead; this one never was


class Slot(NamedTuple):
    """One observation that is due at an instant; ``taken_at`` is when it was taken at the bedside."""

    id: str
    measures: tuple[str, ...]
    due_at: datetime
    status: SlotStatus
    required: bool
    taken_at: datetime | None = None
    overdue: bool = False
    because: str = ""


def slots(plan: MonitoringPlan, given: Given, found: Sequence[Reading], events: Sequence[Event]) -> tuple[Slot, ...]:
    """Every slot up to the first that is due after the minimum watch, in order; none before a dose."""
    if given.first_at is None or given.last_at is None:
        return ()
    gate = given.earliest_discharge_at(plan.minimum_watch)
    reach = max([r.at for r in found] + [gate or given.last_at + plan.minimum_watch])
    because = {e.text("slot"): e.text("because") for e in events if e.type == "not-taken"}  # the last one stands
    overdue = {e.text("slot") for e in events if e.type == "overdue"}
    together, every = _together(found), list[Slot]()
    for time in plan.times:
        taken = [at for at, names in together if names.issuperset(time.measures)]
        for id_, due_at in _due_times(time, given, reach):
            every.append(_slot(time, id_, due_at, taken, because.get(id_, ""), overdue=id_ in overdue))
    return tuple(sorted(every, key=lambda s: (s.due_at, s.id)))


def next_due(every: Sequence[Slot]) -> Slot | None:
    """The first slot that still waits."""
    return next((s for s in every if s.status is SlotStatus.PLANNED), None)


def _due_times(time: ObservationTime, given: Given, reach: datetime) -> Iterable[tuple[str, datetime]]:
    anchor = given.first_at if time.anchor is Anchor.FIRST else given.last_at
    if anchor is None:
        return
    due, number = anchor + time.after, 1
    if time.every is None:
        yield time.id, due
        return
    last = anchor + time.until if time.until else None
    while last is None or due <= last:
        yield f"{time.id}-{number}", due
        if due > reach:
            return
        due, number = due + time.every, number + 1


def _slot(
    time: ObservationTime, id_: str, due_at: datetime, taken: Sequence[datetime], because: str, *, overdue: bool
) -> Slot:
    """``taken``: when all its measures were observed together, in order."""
    since, until = _window(time, due_at)
    first = next((at for at in taken if since <= at < until), None)
    passed = time.every is not None and bool(taken) and taken[-1] >= until
    status = _status(taken=first is not None, because=because, passed=passed)
    return Slot(id_, time.measures, due_at, status, time.required, first, overdue, because)


def _window(time: ObservationTime, due_at: datetime) -> tuple[datetime, datetime]:
    """From when until when a reading counts for this slot and no other."""
    if time.every is not None:
        return due_at - time.every / 2, due_at + time.every / 2
    return due_at - (time.early or NONE), due_at + (time.late or NONE)


def _status(*, taken: bool, because: str, passed: bool) -> SlotStatus:
    if taken:
        return SlotStatus.TAKEN
    if because:
        return SlotStatus.NOT_TAKEN
    return SlotStatus.PASSED if passed else SlotStatus.PLANNED


def _together(found: Sequence[Reading]) -> Together:
    """What was observed together (in one event, after the dose), in order of time."""
    seen: dict[str, tuple[datetime, set[str]]] = {}
    for reading in found:
        if reading.current and not reading.before_dose:
            seen.setdefault(reading.event_id, (reading.at, set()))[1].add(reading.measure)
    return sorted(seen.values(), key=itemgetter(0))
