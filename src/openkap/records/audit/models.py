"""The bases of every table. Each model says whether its rows are appended only or may change; a test checks that."""

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
