"""Who is called about a dose at home, and when silence calls them."""

from datetime import datetime, timedelta

from openkap.clinical.protocols.homeday import check_in_due_at, welfare_due_at
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service
from openkap.records.home.events import source_of
from openkap.records.home.folding import HomeDose
from openkap.records.home.models import HomeSession
from openkap.records.safety import selectors as safety
from openkap.records.safety.services import open_alert

WITHIN = {  # owner: medical director
    Urgency.SAME_DAY: timedelta(hours=4),
    Urgency.URGENT: timedelta(minutes=15),
    Urgency.EMERGENCY: timedelta(minutes=5),
}


def where_of(session: HomeSession) -> str:
    """Whom to ring and where to send help; for staff alone, never sent out."""
    companion = session.companion
    return (
        f"Companion: {companion.name}, {companion.phone}. Address: {session.address}. "
        f"Emergency number there: {session.emergency_number}."
    )


def call_cover(by: Actor, session: HomeSession, signal: str, urgency: Urgency, words: str, now: datetime) -> None:
    """Open an alert that the people on cover answer."""
    pin = next(p for p in session.order.pins if p["kind"] == "protocols")
    found = SafetySignal(signal, urgency, WITHIN[urgency], words, f"{pin['id']}@{pin['version']}")
    open_alert(by=by, patient_id=session.patient_id, signal=found, source=source_of(session), now=now)


@service
def call_for_silence(*, by: Actor, dose: HomeDose, now: datetime) -> int:
    """Call cover where nothing was heard in time; the same silence calls once."""
    session, found = dose.session, 0
    due, welfare = check_in_due_at(dose.rules, dose.contact), welfare_due_at(dose.rules, dose.contact)
    begun = dose.contact.taken_at or dose.contact.released_until
    for signal, at, urgency, words in (
        ("home-check-in-missing", due, Urgency.URGENT if begun else Urgency.SAME_DAY,
         "The check-in of a dose at home did not come."),
        ("home-silence", welfare, Urgency.EMERGENCY, "Nobody was heard for a day after a dose at home: send somebody."),
    ):  # fmt: skip
        if at is not None and now >= at and not safety.was_opened(session.patient_id, signal, source_of(session), at):
            call_cover(by, session, signal, urgency, f"{words} {where_of(session)}", now)
            found += 1
    return found
