"""Who is acting: known to the services as ``by``, and to the database triggers through this context."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5


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

    @property
    def site(self) -> UUID:
        """The site at which the actor acts; a part of the machine without one has to be told."""
        if self.site_id is None:
            raise ValueError(f"{self.label or self.kind} acts at no site. Name the site.")
        return self.site_id


_SYSTEM = UUID("6a1f0c52-7d0a-4f7e-9a53-0d6d0f1d2c11")


def system(name: str, site_id: UUID | None = None) -> Actor:
    """A part of the machine that acts on its own: ``system("watcher")``, ``system("sign-in")``."""
    return Actor(ActorKind.SYSTEM, uuid5(_SYSTEM, name), site_id, label=name)


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def current() -> Actor | None:
    """The actor of the running service, if one is running."""
    return _acting.get()


@contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Write as ``actor`` inside this block; with None nobody acts, and the database refuses every guarded write."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
