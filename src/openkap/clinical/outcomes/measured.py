"""Which measurements came that were due, and which did not. A missing one is shown as missing, never passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Coming(StrEnum):
    """What became of one planned measurement."""

    MEASURED = "measured"
    INCOMPLETE = "incomplete"  # begun, but too few answers for a score
    MISSING = "missing"  # its time is over
    OPEN = "open"  # sent, its time is not over
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Due:
    """One planned measurement: when it is due, until when, when it was answered, and whether that gave a score."""

    due_at: datetime
    until: datetime
    answered_at: datetime | None = None
    scored: bool = False

    def coming(self, now: datetime) -> Coming:
        """What became of it as of ``now``. A late answer counts: it was measured."""
        if self.answered_at is not None and self.scored:
            return Coming.MEASURED
        if now < self.due_at:
            return Coming.PLANNED
        if now <= self.until:
            return Coming.OPEN
        return Coming.INCOMPLETE if self.answered_at is not None else Coming.MISSING


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of the measurements that were due came, and the ones that did not."""

    came: int
    due: int
    missing: tuple[Due, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing that was due is missing. Where nothing was due yet there is nothing to be whole."""
        return self.due > 0 and not self.missing


def measured(plan: Iterable[Due], now: datetime) -> Measured:
    """Count what was due by ``now``. One that is open or planned is not due for counting yet; incomplete is missing."""
    counted = [(d, d.coming(now)) for d in plan]
    came = sum(1 for _, state in counted if state is Coming.MEASURED)
    gone = tuple(d for d, state in counted if state in {Coming.MISSING, Coming.INCOMPLETE})
    return Measured(came, came + len(gone), tuple(sorted(gone, key=lambda d: d.due_at)))
