"""Tables of eligibility: what settles a criterion, and decisions as they were signed."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class CriterionSettlement(AppendOnly):
    """An override or a clearance with its reason, or its withdrawal; the newest row for a criterion stands."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="settlements")
    product = models.CharField(max_length=40)
    criterion_id = models.CharField(max_length=80, help_text="content id of the criterion")
    level = models.CharField(max_length=16, help_text="relative: overridden; evaluation: cleared")
    reason = models.CharField(max_length=1000)
    settled_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    settled_by_label = models.CharField(max_length=120)
    settled_at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        app_label = "treatment"
        indexes = [models.Index(fields=["patient", "product", "settled_at"])]


class EligibilityDecision(AppendOnly):
    """A signed decision: ``document`` is the whole judgement with facts and reasons, ``pins`` the content it used."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="eligibility_decisions")
    product = models.CharField(max_length=40)
    jurisdiction = models.CharField(max_length=8)
    as_of_at = models.DateTimeField()
    verdict = models.CharField(max_length=12)
    engine = models.CharField(max_length=16)
    pins = models.JSONField()
    document = models.JSONField()
    fact_ids = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_by_label = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        app_label = "treatment"
        indexes = [models.Index(fields=["patient", "product", "signed_at"])]
