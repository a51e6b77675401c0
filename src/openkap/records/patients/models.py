"""The person in care, every dated fact about them, what was imported, and who may open the record and why."""

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

    class Meta:
        indexes = [models.Index(fields=["site", "family_name", "given_name"])]

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()


class PatientIdentifier(AppendOnly):
    """A number by which another system knows the person; at one site it belongs to one person."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="identifiers")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    system = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "system", "value"], name="patients_identifier_once_a_site")
        ]


class CareTeamMember(Mutable):
    """A member of staff who cares for this person, from one day to another."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="care_team")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="ended at this instant, whatever the days say")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "person"],
                condition=models.Q(ended_at__isnull=True, valid_until__isnull=True),
                name="patients_once_in_a_care_team",
            )
        ]


class RoomAccess(AppendOnly):
    """Somebody, or a registered device, is with this person in a room on one day, and may open the record then."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="room_access")
    holder_id = models.UUIDField(help_text="a person on the staff, or a device")
    valid_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "holder_id", "valid_on"], name="patients_room_access_once_a_day")
        ]


class AccessReason(AppendOnly):
    """Why somebody outside the care team opened a record, in their own words, and until when it stays open to them."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="access_reasons")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "person", "expires_at"])]


class AccessReview(AppendOnly):
    """A director looked at a reason, and what they found."""

    reason = models.OneToOneField("patients.AccessReason", models.PROTECT, related_name="review")
    reviewed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    accepted = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)


class ImportedBundle(AppendOnly):
    """A referral as it was sent, whole; with what was not understood in it and what it points to outside itself.

    ``not_understood``: list of place, title, why. ``unresolved``: list of place, reference. The resources themselves
    stand in ``content``.
    """

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="bundles")
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    counts = models.JSONField()
    not_understood = models.JSONField()
    unresolved = models.JSONField()
    facts_new = models.PositiveIntegerField()
    facts_known = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "digest"], name="patients_bundle_once_a_person"),
        ]


class WaitingReferral(Mutable):
    """A file that waits for a person's answer to *who is this?*; it is removed with the answer."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    received_at = models.DateTimeField()


class PatientFact(AppendOnly):
    """One dated fact (see :class:`openkap.clinical.facts.Fact`); a correction is a new row that says why."""

    patient = models.ForeignKey(
        "patients.Patient", models.PROTECT, related_name="facts", db_index=False
    )  # the index below begins with it
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
    coding = models.CharField(max_length=300, blank=True)
    bundle = models.ForeignKey("patients.ImportedBundle", models.PROTECT, null=True, blank=True, related_name="facts")
    key = models.CharField(max_length=64, blank=True, help_text="of an imported fact: a digest of what it says")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    correction_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "code", "effective_at"]),
            models.Index(fields=["patient"], condition=models.Q(corrects__isnull=False), name="patients_corrections"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "key"], condition=~models.Q(key=""), name="patients_imported_fact_once"
            ),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(correction_reason=""),
                name="patients_correction_says_why",
            ),
        ]
