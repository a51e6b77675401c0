"""One alert a cause. Its tier only rises, it never vanishes: it is owned, silenced for a while, and settled by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.schedule import Slot, SlotStatus
from openkap.clinical.monitoring.thresholds import Trigger, event_trigger
from openkap.clinical.monitoring.vocabulary import ADMINISTERING


@dataclass(frozen=True, slots=True)
class Settled:
    """Who answered which events of an alert, and how."""

    by: str
    at: datetime
    how: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """Everything that calls for the same answer. ``open`` holds the triggers that nobody has settled yet."""

    cause: str
    display: str
    tier: Tier  # the highest ever reached
    triggers: tuple[Trigger, ...]
    open: tuple[Trigger, ...]
    owner: str
    settled: tuple[Settled, ...]
    silenced_until: datetime | None
    silenced_because: str

    @property
    def open_tier(self) -> Tier | None:
        """The highest tier among what is open; None once all is settled."""
        return max((t.tier for t in self.open), key=lambda t: t.rank, default=None)

    @property
    def leading(self) -> Trigger:
        """What the card says first: of the highest tier, a symptom before a number, then the newest."""
        return max(self.open or self.triggers, key=lambda t: (t.tier.rank, t.symptom, t.at, t.event_id))

    @property
    def late(self) -> bool:
        """Whether something arrived late."""
        return any(t.late for t in self.triggers)


def alerts(
    plan: MonitoringPlan,
    events: Sequence[Event],
    raised: Sequence[Trigger],
    every: Sequence[Slot],
) -> tuple[Alert, ...]:
    """Every alert of a session; open ones of the highest tier first."""
    all_triggers = [*raised, *_overdue(plan, events), *_called(plan, events), *_after_stop(plan, events)]
    answered = {s.id for s in every if s.status in {SlotStatus.TAKEN, SlotStatus.NOT_TAKEN}}
    came = frozenset(e.id for e in events if e.type == "overdue" and e.text("slot") in answered)
    found = []
    for cause, display in plan.causes:
        own = tuple(t for t in all_triggers if t.cause == cause)
        if own:
            found.append(_alert(cause, display, own, events, came))
    return tuple(sorted(found, key=lambda a: (-(a.open_tier.rank if a.open_tier else -1), a.cause)))


def _alert(cause: str, display: str, own: tuple[Trigger, ...], events: Sequence[Event], came: frozenset[str]) -> Alert:
    about = [e for e in events if e.text("alert") == cause]
    settling = [e for e in about if e.type == "alert-settled"]
    open_ = tuple(t for t in own if t.event_id not in came and not any(_knew(e, t) for e in settling))
    silences = [e for e in about if e.type == "alert-silenced" and all(_knew(e, t) for t in open_)]
    owners = [e.text("owner") for e in about if e.type == "alert-owned"]
    return Alert(
        cause,
        display,
        max((t.tier for t in own), key=lambda t: t.rank),
        own,
        open_,
        owners[-1] if owners else "",
        tuple(Settled(e.by, e.at, e.text("how"), e.ids("about")) for e in settling),
        silences[-1].instant("until") if silences and open_ else None,
        silences[-1].text("because") if silences and open_ else "",
    )


def _knew(answer: Event, trigger: Trigger) -> bool:
    """Whether an answer is about this trigger: it names the event, and all that raised it was kept by then.

    A pressure that comes in late may make an emergency of a symptom that was answered as a mere symptom.
    """
    return trigger.event_id in answer.ids("about") and trigger.known_at <= answer.recorded_at


def _overdue(plan: MonitoringPlan, events: Sequence[Event]) -> Iterable[Trigger]:
    for event in events:
        if event.type == "overdue":
            time = plan.time(event.text("slot")) or plan.time(event.text("slot").rpartition("-")[0])
            names = [m.display for m in plan.measures if time and m.id in time.measures]
            words = f"{', '.join(names) or 'An observation'} did not come when it was due. Look in, and take it now."
            tier = Tier.CALL if time and time.required else plan.overdue_tier
            yield event_trigger(plan, event, "overdue", "overdue", tier, words)


def _called(plan: MonitoringPlan, events: Sequence[Event]) -> Iterable[Trigger]:
    for event in events:
        if event.type == "emergency":
            words = event.text("because") or "Help was called. Go to the room."
            yield event_trigger(plan, event, "emergency", "emergency", Tier.EMERGENCY, words)


def _after_stop(plan: MonitoringPlan, events: Sequence[Event]) -> Iterable[Trigger]:
    stops = [e.at for e in events if e.type == "stop"]
    for event in events:
        if event.type in ADMINISTERING and any(event.at > stop for stop in stops):
            words = "Drug was given after stop was asked. Give no more; call the prescriber."
            yield event_trigger(plan, event, "after-stop", "after-stop", Tier.CALL, words)
