"""Whether a dose is at work, asked of the app that knows. A missing answer is *unknown*, and refuses."""

from datetime import datetime
from uuid import UUID

from openkap.clinical.consent.timing import Effect, commitment_refusal
from openkap.clinical.values import Truth
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors as patients


def effect_on(patient_id: UUID) -> Effect:
    """The state of the person's last dose."""
    under = getattr(patients, "under_effect", None)
    ended = getattr(patients, "last_effect_ended_at", None)
    if under is None or ended is None:
        return Effect(Truth.UNKNOWN)
    ended_at: datetime | None = ended(patient_id)
    return Effect(Truth.TRUE if under(patient_id) else Truth.FALSE, ended_at)


def refuse_commitment_under_effect(patient_id: UUID) -> None:
    """Raise when the person cannot commit to anything now."""
    if refusal := commitment_refusal(effect_on(patient_id)):
        raise RefusedError(refusal)
