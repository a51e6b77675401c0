"""A clinic's tablet lent to a patient: it opens one form, for an hour, and nothing else; staff are signed out of it."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.consents.models import Consent
from openkap.records.consents.selectors import ConsentView, view_of

KEY = "lent_form"
LENT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LentForm:
    """What the tablet in a patient's hands may show: the form, the patient as actor, and who handed it over."""

    view: ConsentView
    by: Actor
    witness_id: UUID
    witness: str
    clinic: str
    zone: str


def lend_tablet(session: MutableMapping[str, Any], consent: Consent, staff: Actor, now: datetime) -> None:
    """Leave this browser session with one form."""
    session[KEY] = {
        "consent": str(consent.id),
        "until": (now + LENT_FOR).isoformat(),
        "witness": str(staff.id),
        "witness_name": staff.label,
    }


def lent_form(session: MutableMapping[str, Any], now: datetime) -> LentForm | None:
    """The form that this tablet was lent for; None when there is none, or the hour is over."""
    kept = session.get(KEY)
    if not kept or now >= datetime.fromisoformat(kept["until"]):
        return None
    consent = Consent.objects.select_related("patient__site").filter(id=kept["consent"]).first()
    if consent is None:
        return None
    patient = consent.patient
    by = Actor(ActorKind.PATIENT, patient.id, patient.site_id, label=patient.name)
    return LentForm(
        view_of(consent, now), by, UUID(kept["witness"]), kept["witness_name"], patient.site.name, patient.site.zone
    )


def return_tablet(session: MutableMapping[str, Any]) -> None:
    """Take the form off the tablet."""
    session.pop(KEY, None)
