"""Who may record which event, and what a room's tablet may not do alone."""

from openkap.clinical.monitoring.vocabulary import EVENT_TYPES
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import NotAllowedError, require_role

STAFF = ("nurse", "prescriber", "therapist")
BY_TYPE: dict[str, tuple[str, ...]] = {
    "prescriber-decision": ("prescriber",),
    "discharged": ("nurse", "prescriber"),
    "left-against-advice": ("nurse", "prescriber"),
    "stopped-before-dose": ("nurse", "prescriber"),
    "transferred": ("nurse", "prescriber"),
    "died": ("prescriber", "nurse"),
    "dose": ("nurse", "prescriber"),
    "infusion-started": ("nurse", "prescriber"),
    "wasted": ("nurse", "prescriber"),
}
BY_PATIENT = frozenset({"stop"})
BY_US_ALONE = frozenset({"not-carried", "risk-resolved"})  # what the session learns itself, and nobody sends
BY_SYSTEM = frozenset({"overdue", "risk-raised"})


def refuse_unless_allowed(by: Actor, type_: str, *, gives_despite: bool) -> None:
    """Raise NotAllowedError when this actor may not record this type of event."""
    if type_ in BY_US_ALONE:
        raise NotAllowedError(
            "Nobody records this: the session does. Record what you saw or gave; a risk has its own page."
        )
    if by.kind is ActorKind.SYSTEM and type_ in BY_SYSTEM:
        return
    if by.kind is ActorKind.PATIENT and type_ in BY_PATIENT:
        return
    if by.kind is ActorKind.DEVICE and by.has("room"):
        if EVENT_TYPES[type_].person or gives_despite:
            raise NotAllowedError("This needs a person, not the room's tablet. Confirm who you are, then do it again.")
        return
    require_role(by, *BY_TYPE.get(type_, STAFF), doing=EVENT_TYPES[type_].name.replace("-", " "))
