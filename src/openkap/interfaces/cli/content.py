"""``openkap content``: what knowledge is installed, whether it is sound, and its release into content.lock."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from openkap.content import catalogue, changes, checking, lock
from openkap.content.catalogue import Entry
from openkap.content.loader import ContentError
from openkap.interfaces.cli import _published

Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    content = typer.Typer(no_args_is_help=True, help="The clinical content: list, show, check and release it.")
    content.command("list")(list_)
    content.command()(show)
    content.command()(check)
    content.command("lock")(lock_)
    content.command()(diff)
    app.add_typer(content, name="content")


def list_(
    kind: Annotated[str | None, typer.Argument(help="One kind only.")] = None,
    fhir: Annotated[bool, typer.Option("--fhir", help="A kind as a FHIR R4 Library that lists it.")] = False,
    as_json: Json = False,
) -> None:
    """List everything, newest version first of each id, and count it by kind."""
    try:
        found = [entry for k in catalogue.kinds() if kind in {None, k} for entry in catalogue.entries(k)]
    except ContentError as error:
        raise _refused(str(error)) from None
    if kind and not found:
        raise _refused(f"There is no content of kind {kind!r}. The kinds are {', '.join(catalogue.kinds())}.")
    if fhir and not kind:
        raise _refused(f"A Library lists one kind. Name it: {', '.join(catalogue.kinds())}.")
    if kind and fhir:
        typer.echo(json.dumps(_published.shelf(kind), ensure_ascii=False, indent=1))
        return
    if as_json:
        typer.echo(json.dumps([_summary(e) for e in found], ensure_ascii=False, indent=1))
        return
    table = Table("kind", "id", "version", "title")
    for entry in found:
        table.add_row(entry.pin.kind, entry.pin.id, entry.pin.version, _published.title(entry))
    Console().print(table)
    for counted in catalogue.kinds() if kind is None else (kind,):
        typer.echo(f"{counted}: {len(catalogue.ids(counted))}")


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="An id, or KIND/ID where two kinds share an id.")],
    version: Annotated[str | None, typer.Option(help="A released version; the newest without it.")] = None,
    fhir: Annotated[
        bool, typer.Option("--fhir", help="As FHIR R4: Questionnaire, PlanDefinition, ValueSet or Library.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show one thing whole, with the digest of its meaning."""
    kind, name = _found(id_)
    try:
        entry = catalogue.entry(kind, name, version)
    except ContentError as error:
        raise _refused(str(error)) from None
    if fhir:
        typer.echo(json.dumps(_published.resource(entry), ensure_ascii=False, indent=1))
        return
    document = json.dumps(entry.document, ensure_ascii=False, indent=1, default=str)
    if as_json:
        typer.echo(json.dumps({**_summary(entry), "document": json.loads(document)}, ensure_ascii=False, indent=1))
        return
    typer.echo(f"{lock.key(entry.pin)}  digest {entry.pin.digest}\n{document}")


def diff(
    id_: Annotated[str, typer.Argument(metavar="ID", help="An id, or KIND/ID where two kinds share an id.")],
    since: Annotated[str | None, typer.Option(help="A released version; the one before the newest without it.")] = None,
    as_json: Json = False,
) -> None:
    """Say in words how the newest version of one thing differs from an earlier one."""
    kind, name = _found(id_)
    try:
        found = changes.changes(kind, name, since)
    except ContentError as error:
        raise _refused(str(error)) from None
    if as_json:
        lines = [{"where": c.where, "before": c.before, "after": c.after} for c in found]
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join(c.words for c in found) or "Nothing that it means has changed.")


def _found(id_: str) -> tuple[str, str]:
    kind, _, name = id_.rpartition("/")
    kinds = [k for k in catalogue.kinds() if kind in {"", k} and name in catalogue.ids(k)]
    if len(kinds) == 1:
        return kinds[0], name
    raise _refused(
        f"{id_!r} is in {', '.join(kinds)}. Write KIND/{name}." if kinds else f"There is no content {id_!r}."
    )


def check(as_json: Json = False) -> None:
    """Check every file: shape, references, examples, and content.lock. Ends with an error when anything is wrong."""
    found = list(checking.problems())
    if as_json:
        typer.echo(json.dumps([{"where": p.where, "what": p.what} for p in found], ensure_ascii=False, indent=1))
    else:
        for problem in found:
            typer.echo(f"{problem.where}: {problem.what}", err=True)
        count = sum(len(catalogue.ids(k)) for k in catalogue.kinds())
        typer.echo(f"{count} things checked; {len(found)} to mend." if found else f"{count} things checked; all sound.")
    if found:
        raise typer.Exit(1)


def lock_(as_json: Json = False) -> None:
    """Release: add new versions to content.lock. Refused when a released meaning changed."""
    try:
        found = lock.release()
    except ContentError as error:
        raise _refused(str(error)) from None
    refused = bool(found.changed or found.gone)
    if as_json:
        shown = {"added": [] if refused else found.new, "changed": found.changed, "gone": found.gone}
        typer.echo(json.dumps(shown, indent=1))
    elif refused:
        typer.echo("\n".join(p for p in found.problems() if "not locked yet" not in p), err=True)
    else:
        typer.echo(f"{len(found.new)} new versions locked.")
    if refused:
        raise typer.Exit(1)


def _refused(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _summary(entry: Entry) -> dict[str, str]:
    pin = entry.pin
    return {
        "kind": pin.kind,
        "id": pin.id,
        "version": pin.version,
        "title": _published.title(entry),
        "digest": pin.digest,
    }
