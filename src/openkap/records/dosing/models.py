"""Tables of this app."""

from django.db import models

from openkap.records.audit.models import AppendOnly, Mutable


class EventStream(Mutable):
    """The counter of one site's session events. Its row is locked while an event is kept: numbers have no gaps."""

    site = models.OneToOneField("accounts.Site", models.PROTECT, related_name="event_stream")
    last_number = models.BigIntegerField(default=0)


class DosingSession(Mutable):
    """One person, one order, one room, watched by one plan. Everything below ``order`` is the fold of its events."""

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="dosing_sessions")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="dosing_sessions")
    order = models.OneToOneField("treatment.Order", models.PROTECT, related_name="dosing_session")
    room = models.CharField(max_length=20)
    planned_at = models.DateTimeField(null=True)
    product = models.JSONField(help_text="the pin: kind, id, version, digest")
    plan = models.JSONField(help_text="the pin of the monitoring plan")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    phase = models.CharField(max_length=24)
    is_open = models.BooleanField(default=True)
    owner_label = models.CharField(max_length=120, blank=True)
    next_due_at = models.DateTimeField(null=True)
    earliest_discharge_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    last_number = models.BigIntegerField(default=0)
    snapshot = models.JSONField()
    summary = models.JSONField(default=dict, help_text="as in the snapshot, for lists that leave the snapshot alone")
    first_dose_at = models.DateTimeField(null=True)
    given_mg = models.DecimalField(max_digits=20, decimal_places=8, null=True, help_text="null: unknown, or no dose")

    class Meta:
        indexes = [models.Index(fields=["site", "is_open"]), models.Index(fields=["is_open", "next_due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "room"], condition=models.Q(is_open=True), name="one_open_session_a_room"
            )
        ]


class SessionEvent(AppendOnly):
    """One event, as it was sent. ``id`` was made by the client; ``number`` is its place in the site's stream."""

    session = models.ForeignKey("dosing.DosingSession", models.PROTECT, related_name="events")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    type = models.CharField(max_length=24)
    happened_at = models.DateTimeField(help_text="when it was true at the bedside")
    written_at = models.DateTimeField(null=True, help_text="when the device wrote it")
    recorded_at = models.DateTimeField(help_text="when it was kept here")
    by_id = models.UUIDField()
    by_label = models.CharField(max_length=120)
    document = models.JSONField(help_text="the event in the vocabulary of docs/reference/session-events.md")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="one_number_in_a_stream")]
