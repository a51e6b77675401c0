"""``openkap backup`` and ``openkap restore``: the whole database, without the keys of encrypted fields."""

from pathlib import Path
from typing import Annotated

import typer

from openkap.interfaces.cli._start import Json, django, refuse, say

KEYS = "The keyset is not in it: back that up apart, in another place."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    to: Annotated[Path | None, typer.Option(help="File to write; by default in the folder of backups.")] = None,
    as_json: Json = False,
) -> None:
    """Write a whole copy of the database while it is in use, and print the trail's head to keep with it."""
    django()
    from django.conf import settings

    from openkap.gateways import clock, copies
    from openkap.records.audit import selectors

    database = settings.DATABASES["default"]
    target = to or Path(settings.BACKUPS) / f"openkap-{clock.now():%Y%m%dT%H%M%SZ}.backup"
    head = selectors.head()
    try:
        copies.save(database, target)
    except copies.CopyError as problem:
        refuse(str(problem))
    kept = f"{head.number}:{head.digest}" if head else ""
    answer = {"file": str(target), "bytes": target.stat().st_size, "head": kept}
    say(f"{target} ({target.stat().st_size:,} bytes)\nHead of the trail: {kept}\n{KEYS}", answer, as_json=as_json)


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `openkap backup` wrote.", metavar="FILE")],
    head: Annotated[str, typer.Option(help="The head that the backup printed: the trail must contain it.")] = "",
    as_json: Json = False,
) -> None:
    """Bring a backup back into an empty database, and check that its trail holds."""
    django()
    from django.conf import settings
    from django.db import connection

    from openkap.gateways import copies
    from openkap.records.audit import guards, selectors

    try:
        copies.restore(settings.DATABASES["default"], source)
    except copies.CopyError as problem:
        refuse(str(problem))
    number, _, digest = head.partition(":")
    verdict = selectors.verify(selectors.Head(int(number), digest, "") if number.isdigit() else None)
    gone = guards.missing(connection)
    answer = {"lines": verdict.lines, "holds": verdict.holds, "missing_guards": gone}
    if not verdict.holds or gone:
        say("It was restored, but its trail does not hold. Do not serve it: look into where the file was.", answer,
            as_json=as_json)  # fmt: skip
        raise typer.Exit(1)
    say(f"Restored. The trail holds: {verdict.lines} lines. Now put the keyset in its place.", answer, as_json=as_json)
