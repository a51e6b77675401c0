"""The person in care, and every dated fact about them."""

from django.db import models

from openkap.records.audit.models import AppendOnly, Mutable


class Patient(Mutable):
    """A person in care at one site."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="patients")
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120)
    born_on = models.DateField()
    sex_at_birth = models.CharField(max_length=16, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    deceased_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()


class CareTeamMember(Mutable):
    """A member of staff who cares for this person, from one day to another."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="care_team")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)


class PatientFact(AppendOnly):
    """One dated fact (see :class:`openkap.clinical.facts.Fact`); a correction is a new row."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="facts")
    code = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=40, blank=True)
    display = models.CharField(max_length=400, blank=True)
    effective_at = models.DateTimeField(help_text="when it was true")
    recorded_at = models.DateTimeField(help_text="when we learned it")
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200)
    asserted_by = models.CharField(max_length=120, blank=True)
    identified = models.CharField(max_length=12, default="read")

    class Meta:
        indexes = [models.Index(fields=["patient", "code", "effective_at"])]
