"""The bases of every table. Each model says whether its rows are appended only or may change; a test checks that.

Below them stand the trail itself, which no Python code fills (the triggers of :mod:`openkap.records.audit.guards` do),
and the heads of it that left the machine.
"""

from uuid import uuid4

from django.db import models


class Row(models.Model):
    """A row with a UUID made by the application, so that it can be named before it is written."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class AppendOnly(Row):
    """Rows that are never changed or removed; triggers in the database refuse it."""

    history = "append-only"

    class Meta:
        abstract = True


class Mutable(Row):
    """Rows that may change; every change leaves a line in the trail."""

    history = "mutable"

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One line of the trail: who did what to which row, chained to the line before by a digest; never a value.

    The writer gives verb, table, row, columns, row digest and purpose. The database fills the rest and seals the line.
    Ids are text without hyphens and no foreign keys, so that the trail never holds up what it describes.
    """

    history = "append-only"

    number = models.BigAutoField(primary_key=True)
    at = models.CharField(max_length=32, default="", help_text="the database's own clock, UTC, ISO 8601")
    actor_kind = models.CharField(max_length=12, default="")
    actor_id = models.CharField(max_length=32, default="", db_index=True)
    site_id = models.CharField(max_length=32, default="")
    verb = models.CharField(max_length=8, help_text="insert, update, delete or read")
    table_name = models.CharField(max_length=80)
    row_id = models.CharField(max_length=64)
    columns = models.TextField(default="", help_text="names of the columns that changed, in order of the table")
    row_digest = models.CharField(max_length=64, default="", help_text="SHA-256 of the row as it then stood")
    purpose = models.CharField(max_length=80, default="", help_text="of a read: why, in one word")
    previous = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["table_name", "row_id"])]


class TrailHead(Mutable):
    """The trail's head of one day, to be sent to whoever keeps it elsewhere; ``sent_at`` once it has left."""

    taken_on = models.DateField(unique=True, help_text="the UTC day; one head a day")
    taken_at = models.DateTimeField()
    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    keeper = models.EmailField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
