"""Courses of treatment: what a course consists of, its plans, the orders and the go of the day, and how it ended."""

from django.db import models

from openkap.records.audit.models import AppendOnly, Mutable
from openkap.records.treatment.decision_models import CriterionSettlement, EligibilityDecision
from openkap.records.treatment.home_models import HomeSwitchSignature
from openkap.records.treatment.pathway_models import PathwayDecision
from openkap.records.treatment.trial_models import TreatmentTrial

__all__ = [
    "CriterionSettlement",
    "EligibilityDecision",
    "HomeSwitchSignature",
    "PathwayDecision",
    "TreatmentTrial",
]  # Django finds an app's tables through this module


class CourseKind(models.TextChoices):
    """What a course consists of (see :class:`openkap.clinical.protocols.definition.CourseKind`)."""

    PSYCHOTHERAPY = "psychotherapy", "Psychotherapy"
    KETAMINE = "ketamine", "Ketamine"
    BOTH = "both", "Ketamine with psychotherapy"


class CourseStatus(models.TextChoices):
    """As FHIR's episode of care spells them."""

    ACTIVE = "active", "Active"
    FINISHED = "finished", "Finished"


class Course(Mutable):
    """One episode of treatment. Its kind may change at a dated review; what it was stays in its changes."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="courses")
    kind = models.CharField(max_length=16, choices=CourseKind.choices)
    status = models.CharField(max_length=10, choices=CourseStatus.choices, default=CourseStatus.ACTIVE)
    started_on = models.DateField()
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(status="active"), name="one_active_course_a_person"
            )
        ]


class CourseChange(AppendOnly):
    """A start, a change of kind, or an end, at a dated review, with its reason."""

    course = models.ForeignKey("treatment.Course", models.PROTECT, related_name="changes")
    from_kind = models.CharField(max_length=16, blank=True)
    to_kind = models.CharField(max_length=16, blank=True, help_text="empty when the course ended")
    reviewed_on = models.DateField()
    because = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")


class Outcome(models.TextChoices):
    """How a course, or the question of one, ended."""

    COMPLETED = "completed", "Completed as planned"
    UNSUITABLE = "unsuitable", "Not suitable"
    DECLINED = "declined", "The person decided against it"
    STOPPED = "stopped", "Stopped early"


class Alternative(models.TextChoices):
    """What is offered instead, or next."""

    THERAPY_HERE = "therapy-here", "Psychotherapy here"
    REFERRAL = "referral", "Referral with a letter"
    BACK_TO_REFERRER = "back-to-referrer", "Back to the referrer, with a letter"


class Ending(AppendOnly):
    """An end that is no dead end: what was decided, why, and what is offered instead."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="endings")
    course = models.ForeignKey("treatment.Course", models.PROTECT, null=True, related_name="endings")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    alternative = models.CharField(max_length=20, choices=Alternative.choices, blank=True)
    because = models.TextField()
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")


class ReferralLetter(AppendOnly):
    """A letter as it was written and sealed; its PDF is made from this text whenever it is needed."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="letters")
    ending = models.ForeignKey("treatment.Ending", models.PROTECT, null=True, related_name="letters")
    to = models.TextField(help_text="name and address, as on an envelope")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    written_by_label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)


class Plan(AppendOnly):
    """One version of a plan. A change is a new version with its reason; the newest is in force."""

    course = models.ForeignKey("treatment.Course", models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField()
    course_kind = models.CharField(max_length=16, choices=CourseKind.choices)
    goals = models.JSONField(default=list, help_text="in the patient's own words")
    modality = models.JSONField(null=True, help_text="the pin: kind, id, version, digest")
    protocol = models.JSONField(help_text="the pin")
    product = models.JSONField(null=True, help_text="the pin; null without ketamine")
    route = models.CharField(max_length=40, blank=True)
    dose_value = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    dose_unit = models.CharField(max_length=8, blank=True, help_text="mg or mg/kg")
    dose_reason = models.TextField(blank=True, help_text="why this dose, where a check asked")
    starts_on = models.DateField()
    because = models.TextField(blank=True, help_text="why this version replaces the one before")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_by_label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "version"], name="plan_versions_in_order")]


class Place(models.TextChoices):
    """Where the dose of an order is taken."""

    CLINIC = "clinic", "At the clinic"
    HOME = "home", "At home"


class Order(AppendOnly):
    """One dose for one day, signed by a prescriber, resting on the content in force and signed that day."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="orders")
    plan = models.ForeignKey("treatment.Plan", models.PROTECT, related_name="orders")
    for_on = models.DateField(help_text="the site's day on which it may be given")
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.CLINIC)
    product = models.JSONField(help_text="the pin")
    route = models.CharField(max_length=40)
    dose_mg = models.DecimalField(max_digits=8, decimal_places=2)
    dose_mg_per_kg = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    weight_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    weighed_at = models.DateTimeField(null=True)
    pins = models.JSONField(help_text="all content that it rests on")
    differs = models.JSONField(default=list, help_text="in words: where this content differs from the plan's")
    findings = models.JSONField(default=list, help_text="what the dose check found: id, level, because")
    reason = models.TextField(blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_by_label = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["patient", "for_on"])]


class OrderEventKind(models.TextChoices):
    """What can happen to an order after it was signed."""

    GO = "go"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class OrderEvent(AppendOnly):
    """The go of the day, or that it was held back or withdrawn; the newest counts."""

    order = models.ForeignKey("treatment.Order", models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=OrderEventKind.choices)
    reason = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="order_events_in_order")]
