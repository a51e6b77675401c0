"""Doses at home: off unless a dated legal window and the site's own switch are both open.

Everything here answers with what is missing, in words. Unknown is missing. Esketamine is never given at home.
What happens around one dose is in ``homeday``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from openkap.clinical.sources import Basis, Pin

NEVER_AT_HOME = frozenset({"esketamine"})
SIGNERS = ("director", "prescriber")


@dataclass(frozen=True, slots=True)
class LegalWindow:
    """Until which day a place lets this be prescribed without a visit first; past it, nothing is assumed."""

    jurisdiction: str
    until: date
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is said: to a companion who is trained, or as a warning that everybody reads."""

    id: str
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class HomeRules:
    """The gates of a protocol at home. Pressures in mmHg.

    What comes after ``basis`` is absent from the first release, which stays readable and can never be used.
    """

    visits: tuple[str, ...]  # the rules of the protocol that happen at home
    legal: tuple[LegalWindow, ...]
    systolic_at_most: Decimal
    diastolic_at_most: Decimal
    pressure_within: timedelta
    chaperone_age: int
    look_in_every: timedelta
    welfare_after: timedelta  # silence for this long after a dose sends somebody to the address
    basis: tuple[Basis, ...]
    doses_here_first: int = 0  # sessions with the product that were watched at the clinic
    ask_from: timedelta = timedelta()  # after the dose; nothing is asked before
    check_in_within: timedelta = timedelta()  # after the dose; then cover is called
    clear_of: tuple[str, ...] = ()  # conditions that must be known to be absent
    training: tuple[Point, ...] = ()
    warnings: tuple[Point, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it says how a companion is trained and when silence is noticed."""
        return bool(self.doses_here_first and self.check_in_within and self.training and self.warnings)


@dataclass(frozen=True, slots=True)
class SwitchSignature:
    """One person's signature under the site's switch, or its withdrawal."""

    protocol: Pin
    jurisdiction: str
    place: str  # whose own law was looked at: a state, a country
    role: str
    by: str
    by_id: str
    until: date
    at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SiteSwitch:
    """A site's own decision to allow doses at home in one place: two named people, until a day."""

    by: tuple[str, ...]
    place: str
    until: date


def site_switch(signatures: Iterable[SwitchSignature], protocol: Pin, jurisdiction: str) -> SiteSwitch | None:
    """The switch, if a director and another person who prescribes both signed exactly this, for the same place.

    Of each role the newest word counts, so that either of them can close it alone. The earlier end counts.
    """
    newest: dict[str, SwitchSignature] = {}
    for one in sorted(signatures, key=lambda s: (s.at, s.withdrawn)):
        if one.role in SIGNERS:
            newest[one.role] = one
    found = [newest[role] for role in SIGNERS if role in newest]
    standing = [s for s in found if not s.withdrawn and s.protocol == protocol and s.jurisdiction == jurisdiction]
    if len(standing) < len(SIGNERS) or len({s.by_id for s in standing}) < len(SIGNERS):
        return None
    if len({s.place.casefold() for s in standing}) > 1:
        return None
    return SiteSwitch(tuple(s.by for s in standing), standing[0].place, min(s.until for s in standing))


def closed_because(
    rules: HomeRules | None, ingredient: str, switch: SiteSwitch | None, jurisdiction: str, day: date
) -> tuple[str, ...]:
    """Why doses at home are off on this day; empty only when every gate is open."""
    if ingredient in NEVER_AT_HOME:
        return (f"{ingredient.capitalize()} is never given at home. Give it at the clinic.",)
    if rules is None:
        return ("This protocol is for the clinic. Nothing of it is given at home.",)
    if not rules.usable:
        return ("This version says nothing on training or check-ins, so nothing is given at home by it.",)
    return (*_law(rules, jurisdiction, day), *_site(switch, day))


def _law(rules: HomeRules, jurisdiction: str, day: date) -> Iterable[str]:
    window = next((w for w in rules.legal if w.jurisdiction == jurisdiction), None)
    if window is None:
        yield "No rule is on file that allows doses at home here. Ask the site's lawyer."
    elif day > window.until:
        yield f"The legal window ended on {window.until.isoformat()}. Ask whether the rule was renewed."


def _site(switch: SiteSwitch | None, day: date) -> Iterable[str]:
    if switch is None:
        yield "This site has not allowed doses at home. It is off until the director and a prescriber both sign."
    elif day > switch.until:
        yield f"What the site allowed ended on {switch.until.isoformat()}. It must be decided anew."
