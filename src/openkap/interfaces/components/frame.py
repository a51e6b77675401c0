"""What every page knows without asking: who acts, where, the time there, what is overdue, whether this is the demo."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from openkap.gateways import clock
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.safety import selectors as safety


class Frame:
    """The frame of a page; what it looks up, it looks up once and only when the page shows it.

    ``actor`` is None on pages of patients and before sign-in.
    """

    def __init__(self, actor: Actor | None, site: Any, now: datetime) -> None:
        self.actor, self.site, self.now = actor, site, now

    @property
    def roles(self) -> str:
        """The actor's roles in words."""
        return ", ".join(sorted(self.actor.roles)) if self.actor else ""

    @property
    def demonstration(self) -> bool:
        """Whether everybody in this database is invented; start-up refuses a database that is marked otherwise."""
        return bool(settings.DEMONSTRATION)

    @cached_property
    def alarms(self) -> list[safety.Alarm]:
        """The red bars of a staff page: what waits too long, and a watcher that fell silent."""
        if self.actor is None or self.actor.kind is not ActorKind.PERSON:
            return []
        return safety.bar(self.actor, self.now)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor that puts ``frame`` into every template."""
    return {"frame": Frame(getattr(request, "actor", None), getattr(request, "site", None), clock.now())}
