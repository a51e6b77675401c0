"""What the events of one dose at home amount to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.home import HomeRules
from openkap.clinical.protocols.homeday import Contact, HomeStart
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content import catalogue
from openkap.records.home.models import HomeEvent, HomeEventKind, HomeSession
from openkap.records.treatment.models import OrderEventKind

ABSENT = Unknown(Missing.ABSENT)


@dataclass(frozen=True, slots=True)
class HomeDose:
    """One dose at home as it stands: its rules, the newest check-ins, and the times that matter."""

    session: HomeSession
    rules: HomeRules
    events: tuple[HomeEvent, ...]
    start: HomeStart
    contact: Contact
    after: Mapping[str, Any]  # the newest check-in afterwards; empty when there is none
    withdrawn: bool

    @property
    def released(self) -> HomeEvent | None:
        """The prescriber's release, if it was given."""
        return self.last(HomeEventKind.RELEASED)

    def last(self, kind: str) -> HomeEvent | None:
        """The newest event of a kind."""
        return next((e for e in reversed(self.events) if e.kind == kind), None)


def rules_of(session: HomeSession) -> HomeRules:
    """The gates by which this dose was ordered: those of the version that the order names."""
    pin = next(p for p in session.order.pins if p["kind"] == "protocols")
    found: HomeRules = catalogue.entry("protocols", pin["id"], pin["version"]).value.home
    return found


def fold(session: HomeSession) -> HomeDose:
    """Everything that was heard, oldest first, and what it amounts to."""
    events = tuple(sorted(session.events.all(), key=lambda e: e.number))
    last = {e.kind: e for e in events}
    of_order = max(session.order.events.all(), key=lambda e: e.number, default=None)
    withdrawn = of_order is not None and of_order.kind == OrderEventKind.WITHDRAWN
    rules = rules_of(session)
    before = last.get(HomeEventKind.BEFORE)
    start = read_start(before.document if before else {}, session)
    taken, after = last.get(HomeEventKind.TAKEN), last.get(HomeEventKind.AFTER)
    released = last.get(HomeEventKind.RELEASED)
    heard = [e.recorded_at for e in events if e.kind != HomeEventKind.RELEASED]
    contact = Contact(
        planned_until=_end_of_day(session),
        released_until=datetime.fromisoformat(released.document["until"]) if released else None,
        taken_at=taken.happened_at if taken else None,
        checked_in=bool(after and after.document["as_before"]),
        not_taken=taken is None and (withdrawn or HomeEventKind.NOT_TAKEN in last),
        last_heard_at=max(heard, default=None),
    )
    return HomeDose(session, rules, events, start, contact, after.document if after else {}, withdrawn)


def read_start(document: Mapping[str, Any], session: HomeSession) -> HomeStart:
    """The check-in before a dose as the core reads it; what was not said is unknown."""
    return HomeStart(
        chaperone_present=_said(document.get("companion_present")),
        chaperone_age=Known(session.companion.age_years),
        address_confirmed=_said(document.get("address_here")),
        systolic=_number(document.get("systolic")),
        diastolic=_number(document.get("diastolic")),
        measured_at=_instant(document.get("measured_at")),
        no_alcohol_or_sedatives=_said(document.get("nothing_taken")),
    )


def _end_of_day(session: HomeSession) -> datetime:
    zone = ZoneInfo(session.patient.site.zone)
    return datetime.combine(session.order.for_on + timedelta(days=1), time(), zone)


def _said(value: object) -> Truth:
    if not isinstance(value, bool):
        return Truth.UNKNOWN
    return Truth.TRUE if value else Truth.FALSE


def _number(value: object) -> Known[Decimal] | Unknown:
    return Known(Decimal(str(value))) if isinstance(value, int) and not isinstance(value, bool) else ABSENT


def _instant(value: object) -> Known[datetime] | Unknown:
    return Known(datetime.fromisoformat(value)) if isinstance(value, str) and value else ABSENT
