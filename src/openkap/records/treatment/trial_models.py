"""The ledger of treatment trials: what was tried before, as a named clinician entered it."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class Said(models.TextChoices):
    """Yes, no, or not known."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class TrialOutcome(models.TextChoices):
    """What a treatment did (see :class:`openkap.clinical.eligibility.trials.Outcome`)."""

    NONE = "none", "Did not help"
    PARTIAL = "partial", "Helped by less than half"
    RESPONSE = "response", "Helped by half or more"
    UNKNOWN = "unknown", "Not known"


class MedicineClass(models.TextChoices):
    """Classes that definitions of treatment resistance tell apart."""

    SSRI = "ssri", "SSRI"
    SNRI = "snri", "SNRI"
    TRICYCLIC = "tricyclic", "Tricyclic"
    MAOI = "maoi", "MAO inhibitor"
    OTHER = "other", "Other"


class TreatmentTrial(AppendOnly):
    """One line of the ledger. A correction is a new line that names the one it replaces; ``taken_back`` ends it."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="treatment_trials")
    medicine = models.CharField(max_length=120)
    medicine_class = models.CharField(max_length=10, choices=MedicineClass.choices, blank=True)
    augments = models.BooleanField(default=False, help_text="added to another treatment")
    highest_dose = models.CharField(max_length=80, blank=True)
    adequate_dose = models.CharField(max_length=8, choices=Said.choices, default=Said.UNKNOWN)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    weeks = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    taken_as_prescribed = models.CharField(max_length=8, choices=Said.choices, default=Said.UNKNOWN)
    outcome = models.CharField(max_length=8, choices=TrialOutcome.choices, default=TrialOutcome.UNKNOWN)
    improvement_percent = models.DecimalField(max_digits=4, decimal_places=0, null=True)
    in_current_episode = models.CharField(max_length=8, choices=Said.choices, default=Said.UNKNOWN)
    stop_reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, help_text="who or what said so")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    recorded_by_label = models.CharField(max_length=120)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    correction_reason = models.CharField(max_length=400, blank=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        app_label = "treatment"
        indexes = [models.Index(fields=["patient", "recorded_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(correction_reason=""),
                name="trial_correction_says_why",
            )
        ]
