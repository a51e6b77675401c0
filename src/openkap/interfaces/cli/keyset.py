"""``openkap keyset``: make, renew and check the keys of encrypted fields."""

import json
import os
from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The keys of encrypted fields.")
    app.add_typer(group, name="keyset")

    @group.command()
    def create(as_json: bool = typer.Option(False, "--json", help="Answer in JSON.")) -> None:
        """Make the keyset on first set-up; one that exists stays as it is."""
        from openkap.records.audit import keyset

        path = _path()
        made = keyset.create(path)
        said = f"A keyset was made at {path}. Back it up apart from the database." if made else f"Kept {path} as it is."
        typer.echo(json.dumps({"path": str(path), "made": made}) if as_json else said)

    @group.command()
    def rotate(as_json: bool = typer.Option(False, "--json", help="Answer in JSON.")) -> None:
        """Add a new key and use it from now on; older texts stay readable."""
        from openkap.records.audit import keyset

        try:
            key_id = keyset.rotate(_path())
        except keyset.KeysetError as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from None
        said = f"New texts are sealed with key {key_id}. Back up the keyset again."
        typer.echo(json.dumps({"key": key_id}) if as_json else said)

    @group.command()
    def check(as_json: bool = typer.Option(False, "--json", help="Answer in JSON.")) -> None:
        """Say whether the keyset is there, whole, private, and apart from database and backups."""
        _path()
        from openkap.records.audit.checks import check_keyset_place

        problems = [str(p.msg) for p in check_keyset_place()]
        typer.echo(json.dumps({"problems": problems}) if as_json else "\n".join(problems) or "The keyset is in order.")
        if problems:
            raise typer.Exit(1)


def _path() -> Path:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
    import django
    from django.conf import settings

    django.setup()
    return Path(settings.KEYSET)
