"""One line in the trail for every opening of a record. One statement, so it needs no transaction around it."""

from uuid import UUID

from openkap.records.audit.acting import Actor, acting
from openkap.records.audit.models import AuditEntry


def record_read(reader: Actor, patient_id: UUID, purpose: str) -> None:
    """Write down that ``reader`` opened this person's record. ``purpose`` is a word of ours, never free text.

    The database's clock and the acting person fill the line (see :class:`AuditEntry`).
    """
    with acting(reader):
        AuditEntry.objects.create(
            verb="read", table_name="patients_patient", row_id=patient_id.hex, purpose=" ".join(purpose.split())[:80]
        )
