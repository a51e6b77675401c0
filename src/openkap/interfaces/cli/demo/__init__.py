"""``openkap demo``: a clinic of twelve invented people, built by calling the services that the pages call."""

import os
from typing import Annotated

import typer

from openkap.interfaces.cli._start import Json, refuse


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Then serve it on a free port of this machine.")] = False,
    as_json: Json = False,
) -> None:
    """Build the demonstration clinic, or reuse what was built today, and lay out this very hour anew.

    What was clicked in it is gone at the next start. It keeps a database of its own and touches no other.
    """
    if "OPENKAP_DATABASE_URL" in os.environ:
        refuse("The demonstration keeps a database of its own. Unset OPENKAP_DATABASE_URL, then run it again.", 2)
    from openkap.interfaces.cli.demo import preparing
    from openkap.interfaces.cli.demo.place import BusyError, take_place

    place = take_place()
    try:
        with place.alone():
            invitation = preparing.prepare(place, quiet=as_json)
            from openkap.interfaces.cli.demo import showing  # it knows the models, which need Django to have started

            raise typer.Exit(showing.show(place, invitation, serve=serve, as_json=as_json))
    except BusyError:
        refuse(f"The demonstration in {place.home} is running already. Stop it there first (Ctrl-C).")
    except preparing.NotADemonstrationError:
        refuse(f"{place.database} is not a demonstration, so it stays as it is. Move it away, then run this again.")
