"""What was given and until when. A correction moves the end later freely, earlier only as two people attest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.vocabulary import ADMINISTERING

TELLING = frozenset({*ADMINISTERING, "infusion-ended"})


@dataclass(frozen=True, slots=True)
class Administration:
    """One device, bolus or infusion. ``ended_at`` is None while an infusion runs: its end is unknown."""

    event_id: str
    type: str
    started_at: datetime
    ended_at: datetime | None
    amount_mg: Decimal | None
    lot: str
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A correction that asked for an earlier time without a second person: kept, shown, and without effect."""

    event_id: str
    of: str
    says: str


@dataclass(frozen=True, slots=True)
class Given:
    """All administrations of a session, in order, and the corrections that had no effect."""

    all: tuple[Administration, ...]
    disputed: tuple[Disputed, ...]

    @property
    def first_at(self) -> datetime | None:
        """Start of the first administration."""
        return min((a.started_at for a in self.all), default=None)

    @property
    def last_at(self) -> datetime | None:
        """Start of the last administration: the last device or bolus."""
        return max((a.started_at for a in self.all), default=None)

    @property
    def running(self) -> bool:
        """Whether an infusion has not ended."""
        return any(a.ended_at is None for a in self.all)

    def earliest_discharge_at(self, minimum_watch: timedelta) -> datetime | None:
        """The last end plus the minimum; None before a dose, and while the end is unknown."""
        if not self.all or self.running:
            return None
        return max(a.ended_at for a in self.all if a.ended_at) + minimum_watch


@dataclass(frozen=True, slots=True)
class _Told:
    """The time of one event after its corrections; ``stands`` is False when two people attest it never happened."""

    at: datetime
    stands: bool
    attested: bool  # two people said when it was
    disputed: tuple[Disputed, ...]


def given(events: Sequence[Event]) -> Given:
    """Work out the administrations from all events of a session, in order."""
    said = [e for e in events if e.type == "correction"]
    told = {e.id: _told(e, said) for e in events if e.type in TELLING}
    disputed = tuple(d for t in told.values() for d in t.disputed)
    starts = [e for e in events if e.type in ADMINISTERING and told[e.id].stands]
    ends = [e for e in events if e.type == "infusion-ended" and told[e.id].stands]
    later = [e for e in events if e.type == "correction" or e.type in TELLING]  # all that may say what was given
    every = [_administration(e, told, _ends_of(e, starts, ends, told), starts, later) for e in starts]
    return Given(tuple(sorted(every, key=lambda a: (a.started_at, a.event_id))), disputed)


def told_late(events: Sequence[Event], late_after: timedelta) -> datetime | None:
    """When a device, a bolus or an infusion's end was kept that one person alone told later than ``late_after``.

    None when each was told in time, or two people attest it. Before such a time can end a watch, somebody else has to
    stand behind it: an entry made afterwards moves the end earlier as a correction would.
    """
    ending = [e for e in events if e.type in {"dose", "infusion-ended"} and e.recorded_at - e.at > late_after]
    corrections = [e for e in events if e.type == "correction"]
    told = {e.id: _told(e, corrections) for e in ending}
    alone = [e.recorded_at for e in ending if told[e.id].stands and not told[e.id].attested]
    return max(alone, default=None)


def _told(event: Event, corrections: Sequence[Event]) -> _Told:
    at, stands, both, disputed = event.at, True, False, []
    for correction in (e for e in corrections if e.text("of") == event.id):
        witness, attested = correction.text("witness"), correction.instant("witness_at")
        seconded = bool(witness) and witness != correction.by
        true_at = correction.instant("true_at")
        if correction.flag("entered_in_error"):
            stands = stands and not seconded
            if not seconded:
                disputed.append(Disputed(correction.id, event.id, "said never to have happened"))
        elif true_at is not None and seconded and attested is not None:
            at, both = max(true_at, attested), True
        elif true_at is not None and true_at >= at:
            at = true_at
        elif true_at is not None:
            disputed.append(Disputed(correction.id, event.id, f"said to have been at {true_at.isoformat()}"))
    return _Told(at, stands, both, tuple(disputed))


def _ends_of(start: Event, starts: list[Event], ends: list[Event], told: dict[str, _Told]) -> list[datetime]:
    """Ends that name this infusion; an end that names none closes every infusion begun before it."""
    if start.type == "dose":
        return [told[start.id].at]
    begun = told[start.id].at
    infusions = {s.id for s in starts if s.type == "infusion-started"}
    named = [told[e.id].at for e in ends if e.text("of") == start.id]
    unnamed = [told[e.id].at for e in ends if e.text("of") not in infusions and told[e.id].at >= begun]
    return [max(at, begun) for at in named] or unnamed


def _administration(
    event: Event, told: dict[str, _Told], ends: list[datetime], starts: list[Event], events: Sequence[Event]
) -> Administration:
    """One administration as last told; what an infusion gave until its end comes before what was meant."""
    own = {event.id, *(e.id for e in events if _says_what_ran(e, event, told, starts))}
    amount, lot = event.number("amount_mg"), event.text("lot")
    for later in events:
        corrects = later.text("of") if later.type == "correction" else ""
        if later.id in own or corrects in own:
            said = later.number("given_mg" if later.type == "infusion-ended" else "amount_mg")
            amount = amount if said is None else said
        if corrects == event.id:
            lot = later.text("lot") or lot
    ended_at = max(ends) if ends else None
    return Administration(event.id, event.type, told[event.id].at, ended_at, amount, lot, event.text("despite"))


def _says_what_ran(end: Event, start: Event, told: dict[str, _Told], starts: list[Event]) -> bool:
    """Whether an end says the amount of this infusion: it names it, or there is no other."""
    infusions = [s.id for s in starts if s.type == "infusion-started"]
    if end.type != "infusion-ended" or not told[end.id].stands or start.id not in infusions:
        return False
    return end.text("of") == start.id or (end.text("of") not in infusions and len(infusions) == 1)
