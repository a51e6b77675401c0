"""What every page knows without asking: who acts, the site, the time there, whether this is the demonstration."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from openkap.gateways import clock
from openkap.records.audit.acting import Actor
from openkap.records.safety import selectors as safety


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page. ``actor`` is None on pages of patients and before sign-in."""

    actor: Actor | None
    now: datetime
    demonstration: bool

    @property
    def roles(self) -> str:
        """The actor's roles in words."""
        return ", ".join(sorted(self.actor.roles)) if self.actor else ""

    @property
    def alarms(self) -> list[dict[str, str]]:
        """The red bar: what waits at this site, and whether anybody is being called. Asked for by staff pages alone."""
        lines = safety.bar(self.actor, self.now) if self.actor and self.actor.site_id else []
        return [
            {"words": line.words, "address": reverse(line.page) if line.page else "", "action": line.action}
            for line in lines
        ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor that puts ``frame`` into every template."""
    actor = getattr(request, "actor", None)
    return {"frame": Frame(actor, clock.now(), bool(getattr(settings, "DEMONSTRATION", False)))}
