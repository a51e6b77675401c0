"""``openkap audit``: whether the trail holds, its head to keep elsewhere, and who opened whose record."""

from typing import Annotated
from uuid import UUID

import typer

from openkap.interfaces.cli._start import As, Json, acting_as, django, refuse, say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The trail of who did what.")
    app.add_typer(group, name="audit")
    group.command()(head)
    group.command()(verify)
    group.command()(openings)


def head(as_json: Json = False) -> None:
    """Print the newest line's number and digest. Keep it on another machine, once a day."""
    django()
    from openkap.records.audit import selectors

    found = selectors.head()
    if found is None:
        refuse("The trail is empty. Install first: openkap install")
    answer = {"number": found.number, "digest": found.digest, "at": found.at}
    say(f"{found.number}:{found.digest}", answer, as_json=as_json)
        return
    words = [] if verdict.holds else [f"The trail does not hold at line {verdict.broken_at}: it was changed or cut."]
    words += [f"Guards are missing: {', '.join(gone)}. Run: openkap manage migrate"] if gone else []
    say("\n".join(words), answer, as_json=as_json)
    raise typer.Exit(1)


def openings(
    patient: Annotated[str, typer.Argument(help="The person's id.")],
    person: As,
    as_json: Json = False,
) -> None:
    """Who opened a person's record, newest first. For the director and the administrator of the person's site."""
    django()
    from openkap.records.audit import selectors

    actor = acting_as(person, "director", "administrator")
    try:
        found = selectors.openings_at(actor.site, UUID(patient))
    except ValueError:
        refuse(f"{patient!r} is not an id. It stands in the address of the person's pages.", 2)
    rows = [{"at": e.at, "actor_kind": e.actor_kind, "actor_id": e.actor_id, "purpose": e.purpose} for e in found]
    words = "\n".join(f"{r['at']}  {r['actor_kind']} {r['actor_id']}  {r['purpose']}" for r in rows)
    say(words or "Nobody opened it at your site.", {"openings": rows}, as_json=as_json)
