"""Percent days abstinent of one person, from a record of days (a timeline follow-back). A day not asked is unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from openkap.clinical.values import Missing, Truth, Unknown


@dataclass(frozen=True, slots=True)
class DaysAbstinent:
    """Percent of the days that are known, and its bounds over all days: every unknown day used, or abstinent."""

    percent: float
    abstinent: int
    known: int
    days: int
    worst: float
    best: float


def days_abstinent(days: Iterable[Truth]) -> DaysAbstinent | Unknown:
    """Count days, each TRUE (abstinent), FALSE (used) or UNKNOWN. No day known: unknown."""
    seen = tuple(days)
    abstinent = sum(d is Truth.TRUE for d in seen)
    known = abstinent + sum(d is Truth.FALSE for d in seen)
    if not known:
        return Unknown(Missing.ABSENT, "no day of the period was recorded")
    best = abstinent + len(seen) - known
    return DaysAbstinent(
        100 * abstinent / known, abstinent, known, len(seen), 100 * abstinent / len(seen), 100 * best / len(seen)
    )
