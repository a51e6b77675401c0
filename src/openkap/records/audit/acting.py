"""Who is acting: known to the services as ``by``, and to the database triggers through this context."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What kind of doer an actor is."""

    PERSON = "person"
    PATIENT = "patient"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that acts: its id, its site, and the roles it holds there at this moment."""

    kind: ActorKind
    id: UUID
    site_id: UUID | None
    roles: frozenset[str] = frozenset()
    label: str = ""

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of the roles."""
        return bool(self.roles.intersection(roles))


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def current() -> Actor | None:
    """The actor of the running service, if one is running."""
    return _acting.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Write as ``actor`` inside this block."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
