"""A companion who was trained, one dose at home, and everything that was heard of it, in order."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class HomeCompanion(AppendOnly):
    """An adult who stays with the person, and what they were shown. The newest row counts; one that ended is none."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    age_years = models.PositiveSmallIntegerField(help_text="as they say it")
    protocol = models.JSONField(help_text="the pin whose training was given")
    trained = models.JSONField(default=list, help_text="ids of the points that they were shown")
    ended = models.BooleanField(default=False)
    because = models.TextField(blank=True, help_text="why this ended")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    recorded_by_label = models.CharField(max_length=120)


class HomeSession(AppendOnly):
    """One dose for one day at one address. What became of it are its events."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="home_sessions")
    order = models.OneToOneField("treatment.Order", models.PROTECT, related_name="home_session")
    companion = models.ForeignKey("home.HomeCompanion", models.PROTECT, related_name="+")
    address = models.TextField(help_text="where an ambulance finds them")
    emergency_number = models.CharField(max_length=20)
    prepared_at = models.DateTimeField()


class HomeEventKind(models.TextChoices):
    """What can be heard of a dose at home."""

    BEFORE = "before"
    RELEASED = "released"
    TAKEN = "taken"
    NOT_TAKEN = "not-taken"
    TROUBLE = "trouble"
    AFTER = "after"


class HomeEvent(AppendOnly):
    """One thing that was said of a dose at home, by whom and when. A later check-in counts; the earlier one stays."""

    session = models.ForeignKey("home.HomeSession", models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=HomeEventKind.choices)
    document = models.JSONField(default=dict, help_text="the answers, as they were given")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="home_events_in_order")]
