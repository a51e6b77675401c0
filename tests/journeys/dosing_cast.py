"""A clinic with a session in room 4, for journeys about the room and the board. Its events lie in the last hour."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.courses import agree
from tests.sessions import keep, minutes, observe, opened, ready_for_dose


def in_the_morning(clinic: SimpleNamespace) -> None:
    """Lay the clinic where it is nine now: no session of this hour crosses midnight, when an order ends."""
    east = (9 - datetime.now(UTC).hour + 12) % 24 - 12
    clinic.here.zone = f"Etc/GMT{-east:+d}"  # the sign of these names is turned round
    clinic.here.save()


def session_at(clinic: SimpleNamespace, patient: Any, minute: float, room: str = "4") -> Any:
    """A session that is ``minute`` minutes past its second device, with what was due until a while ago taken."""
    in_the_morning(clinic)
    now = datetime.now(UTC)
    dose_at = now - minutes(minute)
    quiet = SimpleNamespace(setattr=lambda *_: None)
    agree(clinic.noor, patient, "esketamine-nasal", dose_at - timedelta(days=2))
    session = opened(clinic, patient, dose_at - minutes(20), quiet, room=room)
    ready_for_dose(clinic.sam, session, dose_at - minutes(8))
    keep(clinic.sam, session, "dose", dose_at - minutes(5), amount_mg=28, lot="A12")
    keep(clinic.sam, session, "dose", dose_at, amount_mg=28, lot="A12")
    for at in (10, 25):
        if at < minute:
            look = {"oxygen_saturation": 97, "moaa_s": 5, "dissociation": "some"}
            observe(clinic.sam, session, dose_at - minutes(5) + minutes(at), **look)
            observe(
                clinic.sam, session, dose_at - minutes(4) + minutes(at), systolic=140 + at, diastolic=86, heart_rate=78
            )
    session.refresh_from_db()
    return session
