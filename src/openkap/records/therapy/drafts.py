"""The door to a note that is being written: its author alone."""

from uuid import UUID

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import NotAllowedError, RefusedError, require_role
from openkap.records.therapy.models import NoteDraft

WRITERS = ("therapist", "prescriber")


def own_draft(by: Actor, draft_id: UUID) -> NoteDraft:
    """The actor's own unsigned note, locked; refuse otherwise."""
    require_role(by, *WRITERS, doing="write a therapy note")
    found = NoteDraft.objects.select_for_update(of=("self",)).select_related("patient")
    draft = found.filter(id=draft_id, patient__site_id=by.site).first()
    if draft is None:
        raise RefusedError("There is no such note here. Open the person's notes again.")
    if draft.author_id != by.id:
        raise NotAllowedError(
            "This note is another author's. Write one of your own, or add to theirs once it is signed."
        )
    if draft.signed_at is not None:
        raise RefusedError("This note is signed and stays as it is. Add an addendum.")
    return draft
