"""Cover, tests of the channel, alerts with their whole history, and the notices that call people."""

from django.db import models

from openkap.records.audit.encryption import EncryptedTextField
from openkap.records.audit.models import AppendOnly, Mutable
from openkap.records.safety.risk_models import RiskAction, RiskTriage, SafetyPlan

__all__ = ["RiskAction", "RiskTriage", "SafetyPlan"]  # Django finds an app's tables through this module


class Cover(AppendOnly):
    """Who answers at a site from one instant to another. The newest row that contains an instant counts.

    Without a ``first`` nobody is on cover then, which is a statement too.
    """

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    first = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    second = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    director = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="cover_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(first__isnull=True, second__isnull=True, director__isnull=True)
                | models.Q(first__isnull=False, second__isnull=False, director__isnull=False),
                name="cover_names_all_three_or_nobody",
            ),
        ]


class ChannelTest(AppendOnly):
    """A code that was sent to one person through the real channel."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()


class ChannelConfirmation(AppendOnly):
    """That person gave the code back: the channel reaches them."""

    test = models.OneToOneField("safety.ChannelTest", models.PROTECT, related_name="confirmation")
    confirmed_at = models.DateTimeField()


class AlertState(models.TextChoices):
    """How far an alert has come. There is no way back, and none to remove it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class SafetyAlert(Mutable):
    """Something a person must answer. ``due_at`` is the promise and never moves later."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="alerts")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    signal = models.CharField(max_length=80)
    urgency = models.CharField(max_length=12)
    because = models.TextField()
    rule = models.CharField(max_length=120, help_text="content id and version that raised it")
    source = models.CharField(max_length=120, help_text="what gave rise to it, as kind:id")
    state = models.CharField(max_length=12, choices=AlertState.choices, default=AlertState.OPEN)
    owner = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    step = models.PositiveSmallIntegerField(default=0, help_text="how often it went to the next person")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="by when somebody must answer")
    escalates_at = models.DateTimeField(null=True, help_text="when it goes to the next person")
    record_due_at = models.DateTimeField(null=True, help_text="once acknowledged: by when it must be resolved")

    class Meta:
        indexes = [models.Index(fields=["site", "state", "due_at"]), models.Index(fields=["patient", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "signal", "source"],
                condition=~models.Q(state="resolved"),
                name="one_standing_alert_a_signal_and_source",
            )
        ]


class AlertEvent(AppendOnly):
    """One line of an alert's history."""

    alert = models.ForeignKey("safety.SafetyAlert", models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_label = models.CharField(max_length=120, blank=True)
    detail = models.TextField(blank=True)


class RiskLevel(models.TextChoices):
    """What a clinician judged the risk to be, once they had spoken to the person."""

    NONE = "none", "No present risk found"
    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"


class Resolution(AppendOnly):
    """A clinician's judgement that settles an alert: level, plan, and what was done."""

    alert = models.OneToOneField("safety.SafetyAlert", models.PROTECT, related_name="resolution")
    level = models.CharField(max_length=10, choices=RiskLevel.choices)
    plan = EncryptedTextField()
    what_was_done = EncryptedTextField()
    resolved_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField()


class Notice(Mutable):
    """A call to one person about one alert; it is tried until it left."""

    alert = models.ForeignKey("safety.SafetyAlert", models.PROTECT, related_name="notices")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
