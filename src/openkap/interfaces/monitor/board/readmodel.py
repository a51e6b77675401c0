"""The tiles of the board and the list of what comes next."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from openkap.clinical.monitoring.plan import Tier
from openkap.clinical.monitoring.readings import latest
from openkap.interfaces.components.wording import clock, short_day
from openkap.interfaces.monitor.board.waiting import ORDER, Waiting, waiting
from openkap.interfaces.monitor.rooms.readmodel import phase_words, product_of
from openkap.interfaces.monitor.rooms.rows import minute_of, slot_state
from openkap.records.dosing.selectors import UsedRoom, Watched

SHAPES = {"alert": "alert", "late": "late", "stale": "unknown", "due": "due"}
TITLES = {"Dr", "Dr.", "Prof", "Prof."}


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
    also: str
    readings: str
    owner: str
    owner_full: str
    needs_someone: bool


@dataclass(frozen=True, slots=True)
class EmptyTile:
    """A room in which no session is open: what is known of it is when it was last used."""

    room: str
    free_next: str
    state: str = "empty"
    free: str = "No session"


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
    """The page: tiles in room order, the queue, and how many rooms stand how."""

    tiles: tuple[Tile, ...]
    empty: tuple[EmptyTile, ...]
    queue: tuple[QueueRow, ...]
    counts: Counter[str]


def board(
    sessions: Sequence[Watched], address: dict[str, str], unused: Sequence[UsedRoom], now: datetime, *, initials: bool
) -> Board:
    """Tiles stay in room order; urgency is the second list's, and everything late stands in it."""
    found = [(w, waiting(w, now)) for w in sorted(sessions, key=lambda w: room_order(w.session.room))]
    owners = Counter(short_name(name) for name in {w.state.owner for w, _ in found})
    tiles = tuple(_tile(w, all_, address[str(w.session.id)], owners, now, initials=initials) for w, all_ in found)
    lines = [(one, tile) for tile, (_, all_) in zip(tiles, found, strict=True) for one in all_]
    latest_ = now + timedelta(days=1)
    lines.sort(key=lambda line: (ORDER.index(line[0].state), line[0].at or latest_, room_order(line[1].room)))
    queue = tuple(
        QueueRow(SHAPES.get(one.state, "off"), t.room, t.address, one.what, t.owner, one.when) for one, t in lines
    )
    empty = tuple(EmptyTile(u.room, _last_used(u, now)) for u in sorted(unused, key=lambda u: room_order(u.room)))
    return Board(tiles, empty, queue, Counter(state for _, all_ in found for state in {one.state for one in all_}))


def room_order(room: str) -> tuple[tuple[bool, int, str], ...]:
    """Rooms as people count them: 2 before 10."""
    parts = re.findall(r"\d+|\D+", room)
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


def short_name(name: str) -> str:
    """How colleagues call somebody: ``Sam`` for Sam Delgado, ``Dr Lindqvist`` for Dr Ingrid Lindqvist."""
    words = name.split()
    if len(words) > 1 and words[0] in TITLES:
        return f"{words[0]} {words[-1]}"
    return words[0] if words else ""


def _last_used(used: UsedRoom, now: datetime) -> str:
    today = timezone.localdate(used.heard_at) == timezone.localdate(now)
    return f"Last entry {clock(used.heard_at)}" if today else f"Last used {short_day(used.heard_at)}"


def _tile(
    watched: Watched, all_: tuple[Waiting, ...], address: str, owners: Counter[str], now: datetime, *, initials: bool
) -> Tile:
    state, session, first = watched.state, watched.session, all_[0]
    late = next((one.when for one in all_ if one.state == "late"), "")
    chips = {
        "alert": {"state": "alert", "words": "Alert"},
        "late": {"state": "late", "words": late},
        "due": {"state": "due", "words": "Due now"},
        "stale": {"state": "unknown", "words": "No word"},
    }
    gate = state.earliest_discharge_at
    amount = f"{session.order.dose_mg.normalize():f}"
    given = state.given.first_at
    short = short_name(state.owner)
    return Tile(
        room=session.room,
        address=address,
        person=_person(watched, initials=initials),
        state=first.state,
        chip=chips.get(first.state),
        product=f"{product_of(watched).ingredient.capitalize()} {amount} mg",
        phase=phase_words(watched, now),
        minute=minute_of(now, given),
        planned=clock(session.planned_at) if session.planned_at else "—",
        gate_label="Leaves from",
        gate=clock(gate) if gate else "not known",
        slots=_marks(watched, now),
        next=f"{first.what} {first.when}" if first.state in {"due", "calm"} and first.when else first.what,
        also=_also(all_[1:]),
        readings=_readings(watched, now),
        owner=short if owners[short] < 2 else state.owner,
        owner_full=state.owner,
        needs_someone=first.state in {"alert", "late", "stale"} or not state.owner,
    )


def _also(others: tuple[Waiting, ...]) -> str:
    """What else waits in the room, in one line: the first of it, and how many more."""
    urgent = [one for one in others if one.state != "pre"]
    if not urgent:
        return ""
    more = f" and {len(urgent) - 1} more" if len(urgent) > 1 else ""
    return f"{urgent[0].what}, {urgent[0].when}{more}"


def _person(watched: Watched, *, initials: bool) -> str:
    patient = watched.session.patient
    last = f"{patient.family_name[:1]}."
    return f"{patient.given_name[:1]}. {last}" if initials else f"{patient.given_name} {last}"


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
