"""What commands share: starting Django, naming who acts, refusing with words."""

import json
import os
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from openkap.records.audit.acting import Actor

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
As = Annotated[
    str, typer.Option("--as", help="Who does this: the e-mail address of a member of staff.", metavar="PERSON")
]


def django() -> None:
    """Make models and settings usable; a command calls this before it imports them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
    import django as framework

    framework.setup()


def refuse(message: str, status: int = 1) -> NoReturn:
    """End the command with a message on the error stream."""
    typer.echo(message, err=True)
    raise typer.Exit(status)


def say(words: str, answer: dict[str, Any], *, as_json: bool) -> None:
    """Answer in words, or in JSON."""
    typer.echo(json.dumps(answer, default=str) if as_json else words)


def acting_as(person: str, *roles: str) -> "Actor":
    """The member of staff with this address, who must hold one of the roles today. Call :func:`django` first."""
    from openkap.gateways import clock
    from openkap.records.accounts import selectors

    found = selectors.person_by_email(person)
    actor = selectors.actor_of(found.id, clock.now()) if found else None
    if actor is None:
        refuse(f"{person} is nobody who works here today. Name a member of staff by e-mail address.", 2)
    if roles and not actor.has(*roles):
        refuse(f"{person} does not hold the role this needs: {' or '.join(roles)}.", 2)
    return actor
