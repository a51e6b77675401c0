"""Therapy notes by modality, homework, and the psychotherapy notes that their author alone reads."""

from django.db import models

from openkap.records.audit.encryption import EncryptedTextField
from openkap.records.audit.models import AppendOnly


class PsychotherapyNote(AppendOnly):
    """A therapist's own note, apart from the record: sealed, read by its author alone, in no export."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = EncryptedTextField()

    class Meta:
        indexes = [models.Index(fields=["patient", "author", "written_at"])]
