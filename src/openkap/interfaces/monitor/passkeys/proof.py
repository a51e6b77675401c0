"""What a passkey proved, kept in this browser's session: for one part, in one dosing session, once, for a minute."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor

KEY = "passkey-proof"
PARTS = frozenset({"signer", "witness"})
LASTS = timedelta(minutes=1)


def remember(request: HttpRequest, session_id: UUID, part: str, person: Actor, now: datetime) -> None:
    """Keep that this person showed their passkey for this part."""
    held = {"session": str(session_id), "person": str(person.id), "until": (now + LASTS).isoformat()}
    request.session[KEY] = {**request.session.get(KEY, {}), part: held}


def take(request: HttpRequest, part: str, site_id: UUID, now: datetime) -> Actor | None:
    """The person who showed their passkey for this part of this page, and forget it; None when nobody did in time."""
    every = dict(request.session.get(KEY, {}))
    held = every.pop(part, None)
    match = request.resolver_match
    if held is None or match is None:
        return None
    request.session[KEY] = every
    here = str(match.kwargs.get("session_id"))
    if held["session"] != here or now > datetime.fromisoformat(held["until"]):
        return None
    return accounts.actor_of(UUID(held["person"]), now, site_id)
