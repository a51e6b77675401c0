"""Triage of suicide risk with what has to follow, and safety plans. What a person said is sealed."""

from django.db import models

from openkap.records.audit.encryption import EncryptedTextField
from openkap.records.audit.models import AppendOnly, Mutable


class RiskTriage(AppendOnly):
    """One triage: the answers, the level they give, how grave it could still be, and the clinician's own level."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="risk_triages")
    pathway = models.JSONField(help_text="the pin: kind, id, version, digest")
    answers = models.JSONField(help_text="by question: true or false; a question left out was not answered")
    computed_level = models.CharField(max_length=10)
    could_be = models.CharField(max_length=10)
    level = models.CharField(max_length=10, help_text="the clinician's own")
    because = models.JSONField(help_text="why the answers give the computed level")
    lower_reason = models.CharField(max_length=1000, blank=True, help_text="why the clinician's level is lower")
    narrative = EncryptedTextField(null=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    assessed_by_label = models.CharField(max_length=120)

    class Meta:
        app_label = "safety"
        indexes = [models.Index(fields=["patient", "assessed_at"])]


class RiskAction(Mutable):
    """Something that follows from a triage: what, who, by when, and what became of it. Together, the escalation."""

    triage = models.ForeignKey("safety.RiskTriage", models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=80, help_text="its id in the pathway")
    words = models.CharField(max_length=400)
    role = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    done_by_label = models.CharField(max_length=120, blank=True)
    what_was_done = EncryptedTextField(null=True)

    class Meta:
        app_label = "safety"
        constraints = [models.UniqueConstraint(fields=["triage", "number"], name="risk_actions_in_order")]


class SafetyPlan(AppendOnly):
    """One version of a person's safety plan, in their own words; the newest counts."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="safety_plans")
    version = models.PositiveIntegerField()
    shape = models.JSONField(help_text="the pin: kind, id, version, digest")
    steps = EncryptedTextField(help_text="JSON: the words by step")
    shown_to_person = models.BooleanField(help_text="whether the person's own link shows it")
    copy_given = models.BooleanField()
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_by_label = models.CharField(max_length=120)

    class Meta:
        app_label = "safety"
        constraints = [models.UniqueConstraint(fields=["patient", "version"], name="safety_plan_versions_in_order")]
