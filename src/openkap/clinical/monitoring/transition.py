"""From events to state. The state is a function of the *set* of events; arrival order has no say in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.monitoring.administrations import Given, given
from openkap.clinical.monitoring.alerts import alerts
from openkap.clinical.monitoring.events import Event, EventError, check_event
from openkap.clinical.monitoring.leaving import Ending, Facts, endings, leaving, risks
from openkap.clinical.monitoring.lists import rows_before_dose
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.readings import readings
from openkap.clinical.monitoring.schedule import next_due, slots
from openkap.clinical.monitoring.state import Phase, SessionState
from openkap.clinical.monitoring.summary import summary
from openkap.clinical.monitoring.thresholds import triggers


@dataclass(frozen=True, slots=True)
class Session:
    """The events of a session in their order, and the state that follows from them."""

    events: tuple[Event, ...]
    state: SessionState


def start(plan: MonitoringPlan) -> Session:
    """A session in which nothing has happened."""
    return Session((), _state(plan, ()))


def step(plan: MonitoringPlan, session: Session, event: Event, now: datetime) -> Session:
    """Add one event, kept at ``now``, and work the state out again from its place.

    The same event again changes nothing. Raises EventError when the plan does not know what the event speaks of, when
    its id already means something else, or when it lies ahead of ``now``.
    """
    if event.recorded_at > now:
        raise EventError("the event was kept after now. Mend its time, or the clock.")
    check_event(plan, event)
    for known in session.events:
        if known.id == event.id:
            if known == event:
                return session
            raise EventError(f"the id {event.id!r} already means another event. Give each event its own id.")
    events = tuple(sorted((*session.events, event), key=lambda e: e.order))
    return Session(events, _state(plan, events))


def fold(plan: MonitoringPlan, events: Iterable[Event]) -> SessionState:
    """The state of a set of events, in whatever order they are given."""
    once = {e.id: e for e in events}
    return _state(plan, tuple(sorted(once.values(), key=lambda e: e.order)))


def facts_of(plan: MonitoringPlan, events: tuple[Event, ...]) -> Facts:
    """Everything that follows from events in order, before lists and endings are judged."""
    found = readings(events)
    doses = given(events)
    every = slots(plan, doses, found, events)
    raised = triggers(plan, events, found)
    return Facts(events, found, doses, every, alerts(plan, events, raised, every))


def _state(plan: MonitoringPlan, events: tuple[Event, ...]) -> SessionState:
    facts = facts_of(plan, events)
    at = events[-1].at if events else None
    ended = endings(plan, facts)
    phase = _phase(facts.given, ended)
    judged_at = facts.given.first_at or at
    return SessionState(
        phase=phase,
        owner=_owner(events),
        given=facts.given,
        readings=facts.found,
        slots=facts.slots,
        alerts=facts.alerts,
        before_dose=rows_before_dose(plan, events, facts.found, judged_at) if judged_at else (),
        leaving=leaving(plan, facts, at) if at else None,
        earliest_discharge_at=facts.given.earliest_discharge_at(plan.minimum_watch),
        next_due=next_due(facts.slots) if phase.open else None,
        stopped_at=min((e.at for e in events if e.type == "stop"), default=None),
        risks=risks(plan, events),
        endings=ended,
        ready_after_min=_ready_after(facts.given, events),
        summary=summary(plan, facts.given, facts.found, facts.alerts, ended),
    )


def _phase(doses: Given, ended: tuple[Ending, ...]) -> Phase:
    standing = [e for e in ended if e.stands]
    if standing:
        return Phase(standing[-1].type)
    if not doses.all:
        return Phase.BEFORE_DOSE
    return Phase.INFUSING if doses.running else Phase.WATCHING


def _owner(events: tuple[Event, ...]) -> str:
    named = [e.text("to") or e.text("owner") for e in events if e.type in {"hand-over", "opened"}]
    return next((name for name in reversed(named) if name), "")


def _ready_after(doses: Given, events: tuple[Event, ...]) -> int | None:
    """Minutes from the first administration until a person said: ready, but for the minimum time."""
    said = [e.at for e in events if e.type == "ready-but-for-time"]
    if not said or doses.first_at is None:
        return None
    return int((min(said) - doses.first_at).total_seconds() // 60)
