"""``openkap install``: a new clinic in an empty database."""

from typing import Annotated

import typer

from openkap.interfaces.cli._start import Json, django, refuse, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(install)


def install(
    site: Annotated[str, typer.Option(help="Name of the clinic.")],
    zone: Annotated[str, typer.Option(help="Its time zone, e.g. Europe/Madrid.")],
    jurisdiction: Annotated[str, typer.Option(help="Whose rules: us, eu or uk.")],
    name: Annotated[str, typer.Option(help="Name of the first administrator.")],
    email: Annotated[str, typer.Option(help="E-mail address of the first administrator.")],
    as_json: Json = False,
) -> None:
    """Make database, keys, site and first administrator, and print the link to choose a password."""
    from openkap.interfaces.cli import _prepare

    _prepare.secret_key()
    django()
    from django.core.exceptions import ValidationError

    _prepare.keyset()
    _prepare.database()
    try:
        path = _prepare.first_site(site, zone, jurisdiction, name, email)
    except ValidationError as problem:
        refuse(problem.messages[0], 2)
    words = f"{site} is ready. Start it: openkap serve\nThen {name} opens this path there, within three days: {path}"
    say(words, {"site": site, "administrator": email, "path": path}, as_json=as_json)
