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


def verify(
    known: Annotated[str, typer.Option(help="A head that was kept elsewhere, as `audit head` printed it.")] = "",
    as_json: Json = False,
) -> None:
    """Walk the whole chain, and check that every guard is in place. Ends with an error when something is wrong."""
    django()
    from django.db import connection

    from openkap.records.audit import guards, selectors

    kept = None
    if known:
        number, _, digest = known.partition(":")
        if not (number.isdigit() and digest):
            refuse(f"{known!r} is not a head. Write it as `openkap audit head` printed it: number, colon, digest.", 2)
        kept = selectors.Head(int(number), digest, "")
    verdict, gone = selectors.verify(kept), guards.missing(connection)
    answer = {"lines": verdict.lines, "holds": verdict.holds, "broken_at": verdict.broken_at, "missing_guards": gone}
    words = [] if verdict.holds else [f"The trail does not hold at line {verdict.broken_at}: it was changed or cut."]
    words += [f"Guards are missing: {', '.join(gone)}. Run: openkap manage migrate"] if gone else []
    say("\n".join(words) or f"The trail holds: {verdict.lines} lines, all guards there.", answer, as_json=as_json)
    if words:
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
