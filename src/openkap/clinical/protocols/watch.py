"""What has to be known before the first dose, and what is looked at again for as long as doses are given.

A schedule says what answers each item (facts, forms), how old an answer may be at the first dose, and when it is due
again. What nobody recorded is missing; it is never taken as done, and an unknown condition asks for the item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from openkap.clinical.eligibility.definitions import Rule
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Truth


@dataclass(frozen=True, slots=True)
class WatchItem:
    """One thing to know. Every one of ``facts`` and ``instruments`` must be there; ``every`` is None for once only."""

    id: str
    title: str
    why: str
    facts: tuple[str, ...]
    instruments: tuple[str, ...]
    products: frozenset[str]  # empty: all
    jurisdictions: frozenset[str]  # empty: all
    basis: tuple[Basis, ...]
    at_most_old: timedelta | None = None  # before the first dose; None: not a baseline item
    again_after: timedelta | None = None  # once, counted from the first dose
    every: timedelta | None = None
    repeat_basis: tuple[Basis, ...] = ()
    if_positive: str = ""
    applies: Rule | None = None

    def covers(self, product: str, jurisdiction: str) -> bool:
        """Whether the item is about this product there."""
        return (not self.products or product in self.products) and (
            not self.jurisdictions or jurisdiction in self.jurisdictions
        )


@dataclass(frozen=True, slots=True)
class WatchSchedule:
    """The items of a schedule, in the order in which they are shown."""

    pin: Pin
    title: str
    items: tuple[WatchItem, ...]


class Standing(StrEnum):
    """How an item stands today."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the due dates rest on: the day of each answer, the first dose (given or planned), and today."""

    answered_on: Mapping[str, date]  # the newest answer of each fact and instrument that counts
    today: date
    first_dose_on: date | None = None
    planned_dose_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One item today: how it stands, by when it is due (None: no day is set), when it was last done, what is left."""

    item: WatchItem
    standing: Standing
    due_on: date | None
    last_on: date | None
    missing: tuple[str, ...]
    uncertain: bool = False  # whether it applies is not known


def due(item: WatchItem, now: Situation, applies: Truth = Truth.TRUE) -> Due:
    """How one item stands. ``applies`` is the truth of its condition; unknown asks for the item all the same."""
    parts = (*item.facts, *item.instruments)
    missing = tuple(p for p in parts if p not in now.answered_on)
    last = None if missing else min(now.answered_on[p] for p in parts)
    if applies is Truth.FALSE:
        return Due(item, Standing.NOT_NEEDED, None, last, ())
    due_on = _due_on(item, now, last)
    standing = Standing.DONE
    if due_on is not None and due_on < now.today:
        standing = Standing.LATE
    elif last is None or due_on == now.today:
        standing = Standing.DUE
    return Due(item, standing, due_on, last, missing, applies is Truth.UNKNOWN)


def _due_on(item: WatchItem, now: Situation, last: date | None) -> date | None:
    """The day by which it is due next; None while no dose is given or planned, or when it is done for good."""
    first = now.first_dose_on
    if first is None:
        return _before_the_first(item, now.planned_dose_on, last)
    if last is None:
        return first if item.at_most_old is not None else first + (item.again_after or item.every or timedelta())
    # an answer from the second half of the wait is the one that was waited for; an earlier one is still the baseline
    if item.again_after is not None and last < first + item.again_after / 2:
        return first + item.again_after
    return last + item.every if item.every is not None else None


def _before_the_first(item: WatchItem, planned: date | None, last: date | None) -> date | None:
    """A baseline is due on the day of the first dose, unless an answer will then still be young enough."""
    if planned is None or item.at_most_old is None:
        return None
    return None if last is not None and planned - last <= item.at_most_old else planned


def all_due(
    schedule: WatchSchedule, now: Situation, *, product: str, jurisdiction: str, applies: Mapping[str, Truth]
) -> tuple[Due, ...]:
    """Every item of this product and place; ``applies`` gives the truth of each item's condition by its id."""
    items = (i for i in schedule.items if i.covers(product, jurisdiction))
    return tuple(due(i, now, applies.get(i.id, Truth.TRUE)) for i in items)
