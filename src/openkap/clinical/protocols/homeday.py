"""One dose at home: what must be known before it, what must come back after it, and when silence calls somebody.

A prescriber releases one dose for one day, once the facts of that hour are in. Unknown is no answer here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from openkap.clinical.protocols.home import HomeRules
from openkap.clinical.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is known of a person before a dose at home is ordered. ``trained``: points that the companion was shown."""

    doses_here: int
    last_given_mg: Known[Decimal] | Unknown
    companion: str  # a name; empty while nobody was named
    companion_age: Known[int] | Unknown
    trained: frozenset[str]
    clear_of: tuple[tuple[str, Truth], ...]  # display of each condition, and whether it is known to be absent


@dataclass(frozen=True, slots=True)
class HomeStart:
    """What is known in the minutes before a dose at home."""

    chaperone_present: Truth
    chaperone_age: Known[int] | Unknown
    address_confirmed: Truth
    systolic: Known[Decimal] | Unknown
    diastolic: Known[Decimal] | Unknown
    measured_at: Known[datetime] | Unknown
    no_alcohol_or_sedatives: Truth


@dataclass(frozen=True, slots=True)
class HomeSession:
    """What came back after a dose at home; each must be there before the next single dose is released."""

    checked_in: Truth
    pressure_after: Truth
    reactions_asked: Truth
    suicide_risk_asked: Truth
    unused_counted: Truth


@dataclass(frozen=True, slots=True)
class Contact:
    """What was heard of one dose at home. ``released_until``: when the release lapses; None: nobody did."""

    planned_until: datetime  # the end of its day
    released_until: datetime | None = None
    taken_at: datetime | None = None
    checked_in: bool = False
    not_taken: bool = False
    last_heard_at: datetime | None = None


def preparation_missing(rules: HomeRules, found: Preparation, amount_mg: Decimal) -> tuple[str, ...]:
    """What keeps a dose at home from being ordered, as far as the person and the companion go."""
    return tuple(_missing_to_prepare(rules, found, amount_mg))


def _missing_to_prepare(rules: HomeRules, found: Preparation, amount_mg: Decimal) -> Iterable[str]:
    first = rules.doses_here_first
    if found.doses_here < first:
        yield f"{found.doses_here} of {first} sessions were watched at the clinic. The first {first} are given there."
    if not isinstance(found.last_given_mg, Known):
        yield "What the last session gave is not known, and no dose at home is higher than that."
    elif amount_mg > found.last_given_mg.value:
        yield f"The dose is above the {found.last_given_mg.value:f} mg of the last session. Try it at the clinic first."
    if not found.companion:
        yield "No companion is named. Name and train an adult first."
    else:
        if not isinstance(found.companion_age, Known) or found.companion_age.value < rules.chaperone_age:
            yield f"The companion must be {rules.chaperone_age} or older, and say so."
        if left := [p for p in rules.training if p.id not in found.trained]:
            yield f"The companion was not shown {len(left)} of {len(rules.training)} points. Train them first."
    for display, absent in found.clear_of:
        if absent is Truth.FALSE:
            yield f"{display} stands on record. Home programmes that were studied left such people out."
        elif absent is Truth.UNKNOWN:
            yield f"{display}: not known. Ask, and record the answer."


def start_missing(rules: HomeRules, found: HomeStart, now: datetime) -> tuple[str, ...]:
    """What keeps a dose at home from being taken now."""
    return tuple(_missing_before(rules, found, now))


def release_missing(last: HomeSession | None) -> tuple[str, ...]:
    """What must come back before the next single dose leaves the clinic; nothing before the first."""
    if last is None:
        return ()
    asked = (
        (last.checked_in, "The check-in after the last session has not been done."),
        (last.pressure_after, "Blood pressure after the last session is not known."),
        (last.reactions_asked, "Unwanted effects of the last session have not been asked."),
        (last.suicide_risk_asked, "Suicide risk has not been asked since the last session."),
        (last.unused_counted, "What is left of the last release has not been counted, or has not come back."),
    )
    return tuple(words for truth, words in asked if truth is not Truth.TRUE)


def check_in_due_at(rules: HomeRules, contact: Contact) -> datetime | None:
    """By when somebody must have said how it went; None when nothing is awaited any more."""
    if contact.checked_in or contact.not_taken:
        return None
    if contact.taken_at is not None:
        return contact.taken_at + rules.check_in_within
    if contact.released_until is not None:
        return contact.released_until + rules.check_in_within
    return contact.planned_until


def welfare_due_at(rules: HomeRules, contact: Contact) -> datetime | None:
    """When silence sends somebody to the address; None where no dose was released or taken, or all was heard."""
    started = contact.taken_at or contact.released_until
    if contact.checked_in or contact.not_taken or started is None:
        return None
    return max(started, contact.last_heard_at or started) + rules.welfare_after


def _missing_before(rules: HomeRules, found: HomeStart, now: datetime) -> Iterable[str]:
    if found.chaperone_present is not Truth.TRUE:
        yield "No companion is there. Without one there is no dose."
    if not isinstance(found.chaperone_age, Known) or found.chaperone_age.value < rules.chaperone_age:
        yield f"The companion must be {rules.chaperone_age} or older, and say so."
    if found.address_confirmed is not Truth.TRUE:
        yield "The address for an ambulance is not confirmed."
    if found.no_alcohol_or_sedatives is not Truth.TRUE:
        yield "It is not clear that no alcohol or sedative was taken."
    yield from _pressure(rules, found, now)


def _pressure(rules: HomeRules, found: HomeStart, now: datetime) -> Iterable[str]:
    values = (found.systolic, found.diastolic, found.measured_at)
    if any(isinstance(v, Unknown) for v in values):
        yield "Blood pressure is not known. Measure it now."
        return
    minutes = int(rules.pressure_within.total_seconds() // 60)
    if (
        isinstance(found.measured_at, Known)
        and not timedelta() <= now - found.measured_at.value <= rules.pressure_within
    ):
        yield f"Blood pressure must be from the last {minutes} minutes. Measure it now."
    if is_high(rules, found):
        limit = f"{rules.systolic_at_most}/{rules.diastolic_at_most}"
        yield f"Blood pressure is above {limit}. No dose; call the clinic."


def is_high(rules: HomeRules, found: HomeStart) -> bool:
    """Whether a pressure that is known lies above the gate."""
    high = isinstance(found.systolic, Known) and found.systolic.value > rules.systolic_at_most
    return high or (isinstance(found.diastolic, Known) and found.diastolic.value > rules.diastolic_at_most)
