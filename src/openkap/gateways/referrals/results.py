"""What reading a referral gives: the person, the facts, and everything that was not understood or points outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from openkap.clinical.facts import Fact
from openkap.gateways.referrals.reading import Json


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """Who the referral is about. ``born_on`` is None when the file gives no full date."""

    given_name: str
    family_name: str
    born_on: date | None
    gender: str
    phone: str
    identifiers: tuple[tuple[str, str], ...]
    deceased_at: datetime | None = None
    is_deceased: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A resource, or a part of one, that did not become a fact: where, why, and the whole of it."""

    place: str  # e.g. "Condition/f4c7143d"
    title: str
    why: str
    resource: Json


@dataclass(frozen=True, slots=True)
class OutsideReference:
    """A reference to something that the file does not hold."""

    place: str
    reference: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A whole bundle, read. ``counts`` says how many resources of each type the file holds."""

    person: ReferredPerson
    facts: tuple[Fact, ...]
    not_understood: tuple[NotUnderstood, ...]
    outside: tuple[OutsideReference, ...]
    entered_in_error: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one resource gave."""

    facts: tuple[Fact, ...] = ()
    problem: str = ""
    in_error: bool = False
