"""Consent of a person of the demonstration: explained, judged able, every point answered, signed."""

from datetime import datetime, timedelta
from uuid import UUID

from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.consents import selectors, services


def give_consent(clinic: Clinic, *, patient_id: UUID, name: str, covers: str, now: datetime) -> None:
    """The whole of one consent, in half an hour."""
    person = Actor(ActorKind.PATIENT, patient_id, clinic.site_id, label=name)
    prescriber = clinic["ingrid"]
    consent = services.open_consent(by=prescriber, patient_id=patient_id, covers=covers, now=now)
    services.note_explained(
        by=prescriber, consent_id=consent.id, words="Asked how long it lasts, and who may come along.", now=now
    )
    at = now + timedelta(minutes=15)
    services.note_capacity(
        by=prescriber,
        consent_id=consent.id,
        can_decide=True,
        words="Says in own words what will happen, what may go wrong and what else there is.",
        now=at,
    )
    view = selectors.latest(patient_id, covers, at)
    for element in view.unanswered if view else ():
        services.answer_element(by=person, consent_id=consent.id, element=element["id"], agrees=True, now=at)
        at += timedelta(seconds=30)
    services.sign_consent(by=person, consent_id=consent.id, typed_name=name, now=at)
