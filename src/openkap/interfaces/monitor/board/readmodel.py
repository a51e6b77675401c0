"""The tiles of the board and the list of what comes next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openkap.clinical.monitoring.plan import Tier
from openkap.clinical.monitoring.readings import latest
from openkap.clinical.monitoring.state import Phase
from openkap.interfaces.components.wording import clock
from openkap.interfaces.monitor.rooms.readmodel import phase_words, product_of
from openkap.interfaces.monitor.rooms.rows import alert_words, minute_of, slot_state, slot_words
from openkap.records.dosing.selectors import Watched

NO_WORD = timedelta(minutes=15)  # without any event since something was due: nobody has been heard from the room
ORDER = ("alert", "late", "stale", "due", "calm", "pre")


@dataclass(frozen=True, slots=True)
class Mark:
    """One planned moment on the stream line."""

    minute: int
    state: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One room (see ``components/room_tile.html``)."""

    room: str
    address: str
    person: str
    state: str
    chip: dict[str, str] | None
    product: str
    phase: str
    minute: int | None
    planned: str
    gate_label: str
    gate: str
    slots: tuple[Mark, ...]
    next: str
    readings: str
    owner: str
    due_at: datetime | None
    when: str
    needs_someone: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of *Next, in order*."""

    state: str
    room: str
    address: str
    what: str
    owner: str
    when: str


@dataclass(frozen=True, slots=True)
class Board:
    """The page: tiles in room order, the queue, and the counts."""

    tiles: tuple[Tile, ...]
    queue: tuple[QueueRow, ...]
    counts: Counter[str]


def board(sessions: Sequence[Watched], address: dict[str, str], now: datetime, *, initials: bool) -> Board:
    """Tiles stay in room order; urgency is the second list's."""
    tiles = tuple(_tile(w, address[str(w.session.id)], now, initials=initials) for w in sessions)
    ranked = sorted(tiles, key=lambda t: (ORDER.index(t.state), t.due_at or now + timedelta(days=1), t.room))
    shapes = {"alert": "alert", "late": "late", "stale": "unknown", "due": "due"}
    queue = tuple(QueueRow(shapes.get(t.state, "off"), t.room, t.address, t.next, t.owner, t.when) for t in ranked)
    return Board(tiles, queue, Counter(t.state for t in tiles))


def _tile(watched: Watched, address: str, now: datetime, *, initials: bool) -> Tile:
    state, session = watched.state, watched.session
    kind, what, when = _next(watched, now)
    first = state.given.first_at
    chips = {
        "alert": {"state": "alert", "words": "Alert"},
        "late": {"state": "late", "words": "Late"},
        "due": {"state": "due", "words": "Due now"},
        "stale": {"state": "unknown", "words": "No word"},
    }
    gate = state.earliest_discharge_at
    amount = f"{session.order.dose_mg.normalize():f}"
    return Tile(
        room=session.room,
        address=address,
        person=_person(watched, initials=initials),
        state=kind,
        chip=chips.get(kind),
        product=f"{product_of(watched).ingredient.capitalize()} {amount} mg",
        phase=phase_words(watched, now),
        minute=minute_of(now, first),
        planned=clock(session.planned_at) if session.planned_at else "—",
        gate_label="Leaves from",
        gate=clock(gate) if gate else "not known",
        slots=_marks(watched, now),
        next=what,
        readings=_readings(watched, now),
        owner=state.owner,
        due_at=state.next_due.due_at if state.next_due else gate,
        when=when,
        needs_someone=kind in {"alert", "late", "stale"} or not state.owner,
    )


def _person(watched: Watched, *, initials: bool) -> str:
    patient = watched.session.patient
    last = f"{patient.family_name[:1]}."
    return f"{patient.given_name[:1]}. {last}" if initials else f"{patient.given_name} {last}"


def _next(watched: Watched, now: datetime) -> tuple[str, str, str]:
    """How the room stands, what comes next, and when, in words."""
    state, slot = watched.state, watched.state.next_due
    open_ = [a for a in state.alerts if a.open_tier is not None and a.open_tier.rank >= Tier.CALL.rank]
    if open_:
        return "alert", alert_words(state, open_[0]), "now"
    if not state.given.all:
        left = sum(not r.passes for r in state.before_dose) or len(watched.plan.before_dose)
        return "pre", f"Checks: {left} left" if left else "Ready for the dose", ""
    if slot is None:
        return "calm", PHASE_ENDS.get(state.phase, "Leaving checks"), ""
    minutes = int((slot.due_at - now).total_seconds() // 60)
    how = slot_state(slot, watched.plan, now)
    if how == "late" and now - watched.session.heard_at > NO_WORD:
        heard = clock(watched.session.heard_at)
        return "stale", "Look in now", f"since {heard}"
    if how == "late":
        return "late", f"{slot_words(slot)} {-minutes} min late", f"{-minutes} min late"
    if how == "due":
        return "due", f"{slot_words(slot)} now", "now"
    return "calm", f"{slot_words(slot)} in {minutes + 1} min", f"in {minutes + 1} min"


PHASE_ENDS = {Phase.INFUSING: "Infusing"}


def _marks(watched: Watched, now: datetime) -> tuple[Mark, ...]:
    first = watched.state.given.first_at
    if first is None:
        return tuple(Mark(int(t.after.total_seconds() // 60), "next") for t in watched.plan.times)
    alarmed = {t.at for a in watched.state.alerts for t in a.open if t.tier.rank >= Tier.CALL.rank}
    marks = [Mark(int((at - first) // timedelta(minutes=1)), "alert") for at in sorted(alarmed) if at >= first]
    for slot in watched.state.slots:
        minute = int((slot.due_at - first) // timedelta(minutes=1))
        if minute <= 120:
            marks.append(Mark(minute, slot_state(slot, watched.plan, now)))
    return tuple(marks)


def _readings(watched: Watched, now: datetime) -> str:
    def value(name: str) -> str:
        for before in (False, True):
            found = latest(watched.state.readings, name, before_dose=before, until=now)
            if found is not None:
                return str(found.value)
        return "?"

    if not watched.state.readings:
        return "not measured yet"
    return f"{value('systolic')}/{value('diastolic')} · {value('heart-rate')} · {value('oxygen-saturation')} %"
