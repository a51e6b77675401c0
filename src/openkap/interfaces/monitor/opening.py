"""The door of a session's pages: they show one person's record, so a colleague outside the care team says why first."""

from typing import TYPE_CHECKING
from uuid import UUID

from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.dosing import selectors
from openkap.records.patients import door

if TYPE_CHECKING:
    from openkap.records.dosing.models import DosingSession

PURPOSE = "dosing session"


def opened(actor: Actor, session_id: UUID) -> "DosingSession":
    """The session for a page; that its person's record was opened is written down. A room's tablet has its own."""
    session = selectors.session_for(actor, session_id)
    if actor.kind is ActorKind.PERSON:
        door.patient_for(actor, session.patient_id, PURPOSE)
    return session


def behind(actor: Actor, session_id: UUID) -> "DosingSession":
    """The session for what happens on a page that was opened already: the same door, without a line in the trail."""
    session = selectors.session_for(actor, session_id)
    if actor.kind is ActorKind.PERSON:
        door.refuse_strangers(actor, session.patient_id)
    return session
