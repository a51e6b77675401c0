"""How everything above writes: one transaction, an actor, and a line in the trail."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import transaction

from openkap.records.audit.acting import Actor, acting
from openkap.records.audit.models import AuditEntry

P = ParamSpec("P")
R = TypeVar("R")


def service(verb: Callable[P, R]) -> Callable[P, R]:
    """Make ``verb(*, by, …)`` a service: it runs in one transaction, and the database trail names ``by``."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(cast("Actor", kwargs["by"])), transaction.atomic():
            return verb(*args, **kwargs)

    return run


@service
def record_read(*, by: Actor, patient_id: UUID, purpose: str, now: datetime) -> None:  # noqa: ARG001
    """Write down that ``by`` opened this person's record. ``purpose`` is a word of ours, never free text.

    The database's clock and the running actor fill the line (see :class:`AuditEntry`).
    """
    AuditEntry.objects.create(
        verb="read", table_name="patients_patient", row_id=patient_id.hex, purpose=" ".join(purpose.split())[:80]
    )
