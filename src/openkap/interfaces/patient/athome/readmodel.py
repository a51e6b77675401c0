"""The day of a dose at home in the person's words."""

from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.protocols.home import Point
from openkap.clinical.protocols.homeday import start_missing
from openkap.interfaces.patient.answering.crisis import clock_words
from openkap.records.home.folding import HomeDose
from openkap.records.home.reports import refusals_to_take
from openkap.records.treatment import selectors as treatment


@dataclass(frozen=True, slots=True)
class HomeDay:
    """Where the day stands: ``step`` names the one thing to do now."""

    step: str  # check-in, wait, take, rest, tell, over, kept
    why_not: tuple[str, ...]  # what keeps the dose from being released, as far as the check-in says
    until: str  # when the release lapses
    ask_at: str  # when we ask how it went
    companion: str
    address: str
    emergency_number: str
    points: tuple[Point, ...]
    number_to_call: str
    clinic_phone: str


def day_of(dose: HomeDose, now: datetime) -> HomeDay:
    """The page of the day."""
    contact, site = dose.contact, dose.session.patient.site
    ask_at = contact.taken_at + dose.rules.ask_from if contact.taken_at else None
    return HomeDay(
        step=_step(dose, now, ask_at),
        why_not=_shown(dose, now),
        until=clock_words(contact.released_until, site) if contact.released_until else "",
        ask_at=clock_words(ask_at, site) if ask_at else "",
        companion=dose.session.companion.name,
        address=dose.session.address,
        emergency_number=dose.session.emergency_number,
        points=dose.rules.training,
        number_to_call="".join(sign for sign in dose.session.emergency_number if sign.isdigit() or sign == "+"),
        clinic_phone=site.phone_address,
    )


def _step(dose: HomeDose, now: datetime, ask_at: datetime | None) -> str:
    contact = dose.contact
    if contact.not_taken:
        return "kept"
    if ask_at is not None:
        if contact.checked_in:
            return "over"
        return "rest" if now < ask_at else "tell"
    if dose.session.order.for_on < treatment.site_day(dose.session.order, now):
        return "late"
    if dose.last("before") is None or _shown(dose, now):
        return "check-in"
    return "wait" if contact.released_until is None or refusals_to_take(dose, now) else "take"


def _shown(dose: HomeDose, now: datetime) -> tuple[str, ...]:
    """What of the check-in itself is missing or says no; nothing before there is one."""
    return start_missing(dose.rules, dose.start, now) if dose.last("before") is not None else ()
