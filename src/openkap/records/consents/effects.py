"""Whether a dose is at work, as the patients app keeps it."""

from uuid import UUID

from openkap.clinical.consent.timing import Effect, commitment_refusal
from openkap.clinical.values import Truth
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors as patients


def effect_on(patient_id: UUID) -> Effect:
    """The state of the person's last dose."""
    under = Truth.TRUE if patients.under_effect(patient_id) else Truth.FALSE
    return Effect(under, patients.last_effect_ended_at(patient_id))


def refuse_commitment_under_effect(patient_id: UUID) -> None:
    """Raise when the person cannot commit to anything now."""
    if refusal := commitment_refusal(effect_on(patient_id)):
        raise RefusedError(refusal)
