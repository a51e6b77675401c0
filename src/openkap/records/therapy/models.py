"""Therapy notes by modality, homework, and the psychotherapy notes that their author alone reads."""

from django.db import models

from openkap.records.audit.encryption import EncryptedTextField
from openkap.records.audit.models import AppendOnly, Mutable


class NoteDraft(Mutable):
    """A therapy note that is being written. It is not part of the record until it is signed."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    visit = models.ForeignKey("scheduling.Visit", models.PROTECT, null=True, related_name="+")
    phase = models.CharField(max_length=16, help_text="preparation, integration, therapy, review")
    modality = models.JSONField(help_text="the pin: kind, id, version, digest")
    session_id = models.UUIDField(null=True, help_text="the dosing session it follows")
    dose_given_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(help_text="when the talk began")
    minutes = models.PositiveIntegerField(null=True)
    answers = models.JSONField(default=dict, help_text="by the ids of the modality's lines")
    risk_asked = models.BooleanField(null=True)
    risk_words = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)


class TherapyNote(AppendOnly):
    """A signed note. ``digest`` seals the text and the data that it was linked to; only addenda follow."""

    draft = models.OneToOneField("therapy.NoteDraft", models.PROTECT, related_name="note")
    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="therapy_notes")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=120)
    content = models.JSONField(help_text="everything that the digest seals")
    held_at = models.DateTimeField()
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["patient", "held_at"])]


class NoteAddendum(AppendOnly):
    """What was added to a signed note, sealed onto it."""

    note = models.ForeignKey("therapy.TherapyNote", models.PROTECT, related_name="addenda")
    number = models.PositiveIntegerField()
    words = models.TextField()
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="addenda_in_order")]


class HomeworkStatus(models.TextChoices):
    """How far practice came."""

    SET = "set", "Set"
    DONE = "done", "Done"
    PARTLY = "partly", "Partly done"
    NOT_DONE = "not-done", "Not done"
    DROPPED = "dropped", "Taken back"


class Homework(Mutable):
    """Practice between sessions, with the day by which it is looked at."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="homework")
    draft = models.ForeignKey("therapy.NoteDraft", models.PROTECT, null=True, related_name="homework")
    modality = models.JSONField(help_text="the pin")
    form = models.CharField(max_length=80, help_text="id of the homework form in the modality")
    title = models.CharField(max_length=120)
    instruction = models.TextField()
    set_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    set_on = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=HomeworkStatus.choices, default=HomeworkStatus.SET)
    completed_on = models.DateField(null=True)
    answers = models.JSONField(default=list, help_text="one entry a time it was done")
    words = models.TextField(blank=True)


class PsychotherapyNote(AppendOnly):
    """A therapist's own note, apart from the record: sealed, read by its author alone, in no export."""

    exported = False

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = EncryptedTextField()
    holds_risk = models.BooleanField(null=True, help_text="whether it says something about risk; null: not asked then")

    class Meta:
        indexes = [models.Index(fields=["patient", "author", "written_at"])]
