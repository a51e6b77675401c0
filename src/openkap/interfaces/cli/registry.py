"""``openkap registry``: build the de-identified tables, report on them, and add up several clinics' reports."""

from pathlib import Path
from typing import Annotated, Any

import typer

from openkap.interfaces.cli._start import As, Json, acting_as, django, refuse, say

Folder = Annotated[Path, typer.Argument(help="The registry's folder.")]
Page = Annotated[Path | None, typer.Option("--out", help="Also write one HTML page with pictures to this file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Results of people who agreed to it, without names.", no_args_is_help=True)
    app.add_typer(group, name="registry")

    @group.command()
    def build(folder: Folder, person: As, as_json: Json = False) -> None:
        """Write the tables anew from this site's records. Run it each night; they stay on this machine."""
        django()
        _extra()
        from openkap.gateways import clock
        from openkap.records.audit.keyset import KeysetError
        from openkap.records.audit.refusals import RefusedError
        from openkap.records.reporting.registry import BUILDERS, build_registry

        by = acting_as(person, *BUILDERS)
        try:
            built = build_registry(by=by, folder=folder, now=clock.now())
        except (RefusedError, KeysetError, OSError) as error:
            refuse(f"The registry was not built; what was there before still is. {error}", 2)
        lines = [f"{name}: {count}" for name, count in built.rows.items()]
        lines += [f"left out, {words}: {count}" for words, count in built.left_out.items()]
        say("\n".join(lines), {"folder": str(folder), "rows": built.rows, "left_out": built.left_out}, as_json=as_json)

    @group.command()
    def report(
        folder: Folder,
        engine: Annotated[str, typer.Option(help="duckdb, or spark on a cluster.")] = "duckdb",
        out: Page = None,
        as_json: Json = False,
    ) -> None:
        """Work out every measure. Small cells are kept back, so the answer may be exchanged."""
        _extra()
        from openkap import __version__
        from openkap.gateways.registry.reading import RegistryError, opened
        from openkap.gateways.registry.summary import summarise

        try:
            found = summarise(opened(folder, engine), f"OpenKAP {__version__}")
        except RegistryError as error:
            refuse(str(error), 2)
        _tell(found, out, as_json=as_json)

    @group.command()
    def combine(
        files: Annotated[list[Path], typer.Argument(help="Files that `openkap registry report --json` wrote.")],
        out: Page = None,
        as_json: Json = False,
    ) -> None:
        """Add up the reports of several clinics. No row about a person is needed for it."""
        _extra()
        from openkap.gateways.registry.reading import RegistryError
        from openkap.gateways.registry.summary import combined, parsed

        try:
            found = combined([parsed(file) for file in files])
        except RegistryError as error:
            refuse(str(error), 2)
        _tell(found, out, as_json=as_json)


def _tell(found: dict[str, Any], out: Path | None, *, as_json: bool) -> None:
    words = "\n".join(f"{figures['title']}: {len(figures['rows'])} rows" for figures in found["figures"])
    if out is not None:
        from openkap.interfaces.cli._registry_page import page

        django()
        out.write_text(page(found), encoding="utf-8")
        words += f"\nWritten to {out}"
    say(words, found, as_json=as_json)


def _extra() -> None:
    """End with what to install where the tables cannot be read or written."""
    from importlib.util import find_spec

    if missing := [name for name in ("duckdb", "ibis", "pyarrow") if find_spec(name) is None]:
        refuse(f"The registry needs {', '.join(missing)}. Run: pip install 'openkap[analytics]'", 2)
