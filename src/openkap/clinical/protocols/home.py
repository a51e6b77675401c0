"""Doses at home: off unless a dated legal window and the site's own switch are both open; one session at a time.

Everything here answers with what is missing, in words. Unknown is missing. Esketamine is never given at home.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from openkap.clinical.sources import Basis
from openkap.clinical.values import Known, Truth, Unknown

NEVER_AT_HOME = frozenset({"esketamine"})


@dataclass(frozen=True, slots=True)
class LegalWindow:
    """Until which day a place lets this be prescribed without a visit first; past it, nothing is assumed."""

    jurisdiction: str
    until: date
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class HomeRules:
    """The gates of a protocol at home. Pressures in mmHg."""

    visits: tuple[str, ...]  # the rules of the protocol that happen at home
    legal: tuple[LegalWindow, ...]
    systolic_at_most: Decimal
    diastolic_at_most: Decimal
    pressure_within: timedelta
    chaperone_age: int
    look_in_every: timedelta
    welfare_after: timedelta
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class SiteSwitch:
    """A site's own decision to allow doses at home in its place, by a named person, until a day."""

    by: str
    until: date


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


def closed_because(
    rules: HomeRules | None, ingredient: str, switch: SiteSwitch | None, jurisdiction: str, day: date
) -> tuple[str, ...]:
    """Why doses at home are off on this day; empty only when every gate is open."""
    if ingredient in NEVER_AT_HOME:
        return (f"{ingredient.capitalize()} is never given at home. Give it at the clinic.",)
    if rules is None:
        return ("This protocol is for the clinic. Nothing of it is given at home.",)
    window = next((w for w in rules.legal if w.jurisdiction == jurisdiction), None)
    found = []
    if window is None:
        found.append("No rule is on file that allows doses at home here. Ask the site's lawyer.")
    elif day > window.until:
        found.append(f"The legal window ended on {window.until.isoformat()}. Ask whether the rule was renewed.")
    if switch is None:
        found.append("This site has not allowed doses at home. It is off until the medical director turns it on.")
    elif day > switch.until:
        found.append(f"What the site allowed ended on {switch.until.isoformat()}. It must be decided anew.")
    return tuple(found)


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
        (last.unused_counted, "What is left of the last release has not been counted."),
    )
    return tuple(words for truth, words in asked if truth is not Truth.TRUE)


def welfare_due_at(rules: HomeRules, last_contact_at: datetime) -> datetime:
    """When silence after a dose at home calls somebody."""
    return last_contact_at + rules.welfare_after


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
    high = isinstance(found.systolic, Known) and found.systolic.value > rules.systolic_at_most
    if high or (isinstance(found.diastolic, Known) and found.diastolic.value > rules.diastolic_at_most):
        limit = f"{rules.systolic_at_most}/{rules.diastolic_at_most}"
        yield f"Blood pressure is above {limit}. No dose; call the clinic."
