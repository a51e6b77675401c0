"""The table of choices between psychotherapy, ketamine and both."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class PathwayDecision(AppendOnly):
    """A choice as it was made: what was shown (``document``), by which content (``pins``), and why this one."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="pathway_decisions")
    course = models.ForeignKey("treatment.Course", models.PROTECT, related_name="pathway_decisions")
    kind = models.CharField(max_length=16, help_text="what the course consists of from then on")
    because = models.CharField(max_length=2000)
    engine = models.CharField(max_length=16)
    pins = models.JSONField()
    document = models.JSONField()
    fact_ids = models.JSONField()
    digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    decided_by_label = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        app_label = "treatment"
        indexes = [models.Index(fields=["patient", "decided_at"])]
