"""Assignments and their links, responses, every answer ever saved, and the scores."""

from django.db import models

from openkap.clinical.sources import Pin
from openkap.records.audit.models import AppendOnly, Mutable


class Assignment(Mutable):
    """Forms that one person is asked to fill in, behind one link. Only a digest of the link's token is kept."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="assignments")
    assigned_by = models.UUIDField()
    assigned_by_label = models.CharField(max_length=120, blank=True)
    assigned_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True, help_text="of the code given in person, if there is one")
    tries_left = models.PositiveSmallIntegerField(default=5)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "assigned_at"])]


class InstrumentWording(AppendOnly):
    """The words that a site loaded into a skeleton, and on what ground it may use them. The newest is put."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    words = models.JSONField(help_text="items, options, stem and instructions, as they are put")
    digest = models.CharField(max_length=64)
    entitled_by = models.CharField(max_length=200, help_text="the licence or permission that the site holds")
    loaded_by = models.UUIDField()
    loaded_by_label = models.CharField(max_length=120)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "instrument", "version"])]


class ResponseStatus(models.TextChoices):
    """FHIR's words for how far a QuestionnaireResponse is."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    STOPPED = "stopped"


class QuestionnaireResponse(Mutable):
    """One form of an assignment, pinned to the exact content that was put."""

    assignment = models.ForeignKey("assessments.Assignment", models.PROTECT, related_name="responses")
    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="responses")
    position = models.PositiveSmallIntegerField()
    instrument = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    wording_digest = models.CharField(max_length=64, blank=True, help_text="of the words loaded into a skeleton")
    entered_by = models.UUIDField(null=True, help_text="the member of staff who rated; none where the patient answered")
    entered_by_label = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=12, choices=ResponseStatus.choices, default=ResponseStatus.IN_PROGRESS)
    last_answered_at = models.DateTimeField(null=True)
    left_noted_at = models.DateTimeField(null=True, help_text="when it was judged as left, if it was")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "position"], name="one_form_a_position")]

    @property
    def pin(self) -> Pin:
        """Which content was put."""
        return Pin("instruments", self.instrument, self.version, self.digest)

    @property
    def source(self) -> str:
        """How alerts name this response."""
        return f"response:{self.id}"


class Answer(AppendOnly):
    """One tap. A later answer to the same item counts instead; the earlier one stays. Its id is made by the phone."""

    response = models.ForeignKey("assessments.QuestionnaireResponse", models.PROTECT, related_name="answers")
    item = models.CharField(max_length=40)
    value = models.IntegerField()
    answered_at = models.DateTimeField(help_text="by the phone's clock, never later than recorded_at")
    recorded_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0, help_text="its place among the taps that came together")

    class Meta:
        indexes = [models.Index(fields=["response", "item"])]


class Score(AppendOnly):
    """What a response was scored to when it closed, with the reasons and the version of the method."""

    response = models.OneToOneField("assessments.QuestionnaireResponse", models.PROTECT, related_name="score")
    complete = models.BooleanField()
    value = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    band = models.CharField(max_length=80, blank=True)
    subscores = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    because = models.JSONField(default=list)
    method_version = models.CharField(max_length=12)
    scored_at = models.DateTimeField(help_text="when the answers were closed")
