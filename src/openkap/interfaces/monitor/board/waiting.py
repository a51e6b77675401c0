"""What waits in a room: alerts, what is late, what is due, or what comes next; the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from openkap.clinical.monitoring.plan import Tier
from openkap.clinical.monitoring.state import Phase
from openkap.interfaces.components.wording import clock
from openkap.interfaces.monitor.rooms.rows import alert_words, minute_of, slot_state, slot_words
from openkap.records.dosing.selectors import Watched

NO_WORD = timedelta(minutes=15)  # without any event since something was due: nobody has been heard from the room
ORDER = ("alert", "late", "stale", "due", "calm", "pre")
PHASE_ENDS = {Phase.INFUSING: "Infusing"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: its state (one of ``ORDER``), what it is, when in words, and since or until when."""

    state: str
    what: str
    when: str
    at: datetime | None = None


def waiting(watched: Watched, now: datetime) -> tuple[Waiting, ...]:
    """Everything that somebody must act on now; else the one thing that comes next. Never empty."""
    state = watched.state
    if not state.given.all:
        left = sum(not r.passes for r in state.before_dose) or len(watched.plan.before_dose)
        ready = Waiting("pre", f"Checks: {left} left" if left else "Ready for the dose", "")
        return *_alerts(watched), ready
    found = [*_alerts(watched), *_late(watched, now)]
    coming = _coming(watched, now)
    known = any(one.what.startswith(coming.what) for one in found)
    urgent = [*found, *([coming] if coming.state == "due" and not known else [])]
    return tuple(sorted(urgent, key=lambda w: ORDER.index(w.state))) or (coming,)


def _alerts(watched: Watched) -> list[Waiting]:
    """Open alerts that call somebody."""
    state = watched.state
    called = [a for a in state.alerts if a.open_tier is not None and a.open_tier.rank >= Tier.CALL.rank]
    return [Waiting("alert", alert_words(state, a), "now", min(t.at for t in a.open)) for a in called]


def _late(watched: Watched, now: datetime) -> list[Waiting]:
    """Each kind of observation that is late, from its first minute."""
    found: dict[str, Waiting] = {}
    quiet = now - watched.session.heard_at > NO_WORD
    for slot in watched.state.slots if watched.state.phase.open else ():
        words = slot_words(slot)
        if words in found or slot_state(slot, watched.plan, now) != "late":
            continue
        minutes = int((now - slot.due_at).total_seconds() // 60)
        planned = f"{words} +{minute_of(slot.due_at, watched.state.given.first_at)}"
        found[words] = Waiting("late", planned, f"{minutes} min late", slot.due_at)
    if found and quiet:
        heard = watched.session.heard_at
        return [Waiting("stale", "Look in now", f"no word since {clock(heard)}", heard), *found.values()]
    return list(found.values())


def _coming(watched: Watched, now: datetime) -> Waiting:
    state, plan = watched.state, watched.plan
    slot = next((s for s in state.slots if slot_state(s, plan, now) in {"due", "next"}), None)
    if slot is None or not state.phase.open:
        return Waiting("calm", PHASE_ENDS.get(state.phase, "Leaving checks"), "", state.earliest_discharge_at)
    minutes = int((slot.due_at - now).total_seconds() // 60) + 1
    if slot_state(slot, plan, now) == "due":
        return Waiting("due", slot_words(slot), "now", slot.due_at)
    return Waiting("calm", slot_words(slot), f"in {minutes} min", slot.due_at)
