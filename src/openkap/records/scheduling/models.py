"""Visits, and every change to one."""

from django.db import models

from openkap.records.audit.models import AppendOnly, Mutable


class VisitStatus(models.TextChoices):
    """As FHIR spells them (encounter and appointment)."""

    PLANNED = "planned", "Planned"
    ARRIVED = "arrived", "Arrived"
    FINISHED = "finished", "Finished"
    NOSHOW = "noshow", "Missed"
    CANCELLED = "cancelled", "Cancelled"


class Visit(Mutable):
    """One dated visit, and why it is on that day."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="visits")
    plan = models.ForeignKey("treatment.Plan", models.PROTECT, null=True, related_name="visits")
    kind = models.CharField(max_length=16, help_text="preparation, dosing, integration, therapy, review, follow-up")
    title = models.CharField(max_length=120)
    rule = models.CharField(max_length=80, blank=True, help_text="the protocol's id of this visit or series")
    number = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField(help_text="when it begins")
    planned_on = models.DateField(help_text="the site's calendar day")
    earliest_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    minutes = models.PositiveIntegerField()
    why = models.TextField(help_text="why this date")
    instruments = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED)

    class Meta:
        indexes = [models.Index(fields=["patient", "planned_at"]), models.Index(fields=["planned_on"])]


class VisitChange(AppendOnly):
    """A visit was moved, or its status changed: from what to what, by whom, why."""

    visit = models.ForeignKey("scheduling.Visit", models.PROTECT, related_name="changes")
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    changed_by_label = models.CharField(max_length=120)
