"""Requests about a record, consents to disclose, legal holds, and every export with what it left out."""

from django.db import models

from openkap.records.audit.models import AppendOnly, Mutable


class RequestKind(models.TextChoices):
    """What a person can ask about their record."""

    ACCESS = "access", "A copy of the record"
    AMENDMENT = "amendment", "A change in the record"


class RequestAnswer(models.TextChoices):
    """How a request was answered."""

    GIVEN = "given", "Done as asked"
    PARTLY = "partly", "Done in part"
    REFUSED = "refused", "Not done, with the reason"


class RecordRequest(Mutable):
    """A person's request about their own record, and by when it is answered."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="record_requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    words = models.CharField(max_length=2000, blank=True, help_text="what is asked, in the person's words")
    asked_on = models.DateField()
    due_on = models.DateField()
    extended = models.BooleanField(default=False)
    rules = models.JSONField(help_text="the pin of the rules that set the time")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    answer = models.CharField(max_length=8, choices=RequestAnswer.choices, blank=True)
    answer_words = models.CharField(max_length=2000, blank=True)


class DisclosureConsent(Mutable):
    """A signed consent that protected facts go to one recipient for one purpose until a day, or until withdrawn."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="disclosure_consents")
    protection = models.CharField(max_length=40, help_text="id of the protection in the rules, e.g. part-2")
    rules = models.JSONField(help_text="the pin")
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    what = models.CharField(max_length=400, help_text="what is disclosed, in a specific and meaningful way")
    signed_by_name = models.CharField(max_length=120)
    signed_on = models.DateField()
    expires_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)


class LegalHold(Mutable):
    """Nothing of this record may be removed from one day until somebody releases it, with the reason for both."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=400)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True)
    release_reason = models.CharField(max_length=400, blank=True)


class RecordExport(AppendOnly):
    """That a record left: to whom, why, how much, what was left out and why. The content itself is not kept twice."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="record_exports")
    to_the_person = models.BooleanField()
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200)
    counts = models.JSONField(help_text="rows by section")
    left_out = models.JSONField(help_text="list of what and why")
    rules = models.JSONField(help_text="the pin")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the exported document")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_by_label = models.CharField(max_length=120)


class RegistryBuild(AppendOnly):
    """That a site's registry was built: how many rows of each table, and what stayed out. The tables are files."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="registry_builds")
    rows = models.JSONField(help_text="rows by table")
    left_out = models.JSONField(help_text="in words what stayed out, with its count")
    built_at = models.DateTimeField()
    built_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
