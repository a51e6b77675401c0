"""What a service says when it will not do something: nothing was written, and the words are meant for the person."""

from uuid import UUID

from openkap.records.audit.acting import Actor, ActorKind


class RefusedError(ValueError):
    """The request was understood and refused. The message says what happened, what it means, and what to do."""


class NotAllowedError(RefusedError):
    """Somebody else may do this."""


def require_role(by: Actor, *roles: str, doing: str) -> None:
    """Refuse unless ``by`` is a person who holds one of the roles now; ``doing`` completes *Only a … may …*."""
    if by.kind is not ActorKind.PERSON or not by.has(*roles):
        raise NotAllowedError(f"Only a {' or '.join(roles)} may {doing}. Ask one of them.")


def site_of(by: Actor) -> UUID:
    """The site that ``by`` acts for; refuse when there is none."""
    if by.site_id is None:
        raise NotAllowedError("You act for no site at the moment. Sign in with a role at the site.")
    return by.site_id
