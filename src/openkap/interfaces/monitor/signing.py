"""Who signs: the person who is signed in, or on a room's tablet the one who shows a passkey or gives their PIN."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.http import HttpRequest

from openkap.interfaces.monitor.passkeys.proof import take
from openkap.records.accounts import devices
from openkap.records.accounts import selectors as accounts
from openkap.records.accounts.confirming import NotConfirmedError, app_code_fits, confirm_person
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError


def signer(request: HttpRequest, actor: Actor, now: datetime) -> Actor:
    """The person behind this request; RefusedError, in words, when a tablet's PIN was not accepted."""
    if actor.kind is ActorKind.PERSON:
        return actor
    return confirmed(request, actor, now, "signer", "pin")


def confirmed(request: HttpRequest, actor: Actor, now: datetime, who: str, pin: str) -> Actor:
    """The person who showed their passkey; else the one named in one field and confirmed by the PIN in another."""
    if shown := take(request, who, actor.site, now):
        return shown
    try:
        person_id = UUID(request.POST.get(who, ""))
        return confirm_person(actor, person_id, request.POST.get(pin, ""), now)
    except ValueError:
        raise RefusedError("Show your passkey; or say who you are, then enter your PIN.") from None
    except NotConfirmedError as error:
        raise RefusedError(str(error)) from None


def signers(actor: Actor) -> list[Any]:
    """Who can confirm themselves on this tablet; empty for a person, who is signed in already."""
    return list(devices.people_on(actor.id)) if actor.kind is ActorKind.DEVICE else []


def second_person(request: HttpRequest, actor: Actor, now: datetime) -> Actor | None:
    """The colleague who signs in too: by passkey; by PIN on a tablet; else by e-mail, password and app code.

    None: nobody did.
    """
    if shown := take(request, "witness", actor.site, now):
        return shown
    if actor.kind is ActorKind.DEVICE:
        given = bool(request.POST.get("witness_pin"))
        return confirmed(request, actor, now, "witness", "witness_pin") if given else None
    email, password = request.POST.get("witness", "").strip(), request.POST.get("witness_password", "")
    if not email and not password:
        return None
    person = authenticate(request, username=email, password=password)
    if person is not None and not app_code_fits(UUID(str(person.pk)), request.POST.get("witness_code", "").strip()):
        person = None
    found = accounts.actor_of(UUID(str(person.pk)), now, actor.site) if person else None
    if found is None:
        raise RefusedError("The second person's sign-in was not accepted. Nothing was kept; try again.")
    return found


def handover_names(actor: Actor, now: datetime) -> list[str]:
    """Who can take a session over: on a tablet those who have a PIN on it, else the staff of the site."""
    if actor.kind is ActorKind.DEVICE:
        return [str(p.name) for p in devices.people_on(actor.id)]
    return [p.name for p in accounts.people_in_role(actor.site, ("nurse", "prescriber", "therapist"), now)]
