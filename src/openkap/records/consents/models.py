"""Consent as it was shown and answered: the exact words, and every answer, note, signature and withdrawal in order."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class Consent(AppendOnly):
    """One asking of one version of a form, with the exact words that were shown. What happened to it are its events."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="consents")
    covers = models.CharField(max_length=40, help_text="a product id, or psychotherapy")
    jurisdiction = models.CharField(max_length=8)
    form_id = models.CharField(max_length=80)
    form_version = models.CharField(max_length=20)
    form_digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    introduction = models.TextField()
    statement = models.TextField()
    shown = models.JSONField(help_text="the elements in order: id, heading, text, more, required")
    language = models.CharField(max_length=8, default="en", help_text="in which it was shown, e.g. es")
    translation = models.JSONField(null=True, help_text="the pin of the signed translation; null where it was English")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "covers", "opened_at"])]


class ConsentEventKind(models.TextChoices):
    """What can happen to a consent."""

    EXPLAINED = "explained"
    INTERPRETER = "interpreter"
    CAPACITY = "capacity"
    ANSWERED = "answered"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class ConsentEvent(AppendOnly):
    """One thing that happened, by whom and when. A later answer to the same element counts; the earlier one stays."""

    consent = models.ForeignKey("consents.Consent", models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ConsentEventKind.choices)
    element = models.CharField(max_length=80, blank=True, help_text="what was answered; or the language interpreted")
    agrees = models.BooleanField(null=True)
    words = models.TextField(blank=True, help_text="a note, a reason, or the name as it was typed")
    digest = models.CharField(max_length=64, blank=True, help_text="of the words shown and the answers, when signed")
    happened_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField()
    by_label = models.CharField(max_length=120)
    witness_id = models.UUIDField(null=True, help_text="who handed over the clinic's tablet")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consent", "number"], name="consent_events_in_order")]
