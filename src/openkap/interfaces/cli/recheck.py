"""``openkap recheck``: work every stored result out again from the content it is pinned to."""

import json
import os
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from openkap.records.audit.rechecked import Recheck


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def recheck(as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False) -> None:
        """Recheck stored results. Ends with an error when any of them drifted from the content it is pinned to."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
        import django

        django.setup()
        found = recheck_all()
        total = sum(found.values(), start=Recheck(0, 0, ()))
        if as_json:
            typer.echo(json.dumps({**asdict(total), "by_kind": {k: asdict(v) for k, v in found.items()}}, indent=1))
        else:
            for what, one in found.items():
                drifted = f"{len(one.drift)} drifted"
                typer.echo(f"{what}: {one.same} the same, {one.would_differ} would differ under a fix, {drifted}.")
            for line in total.drift:
                typer.echo(f"  {line}", err=True)
        if total.drift:
            raise typer.Exit(1)


def recheck_all() -> dict[str, Recheck]:
    """What every app that has a module ``rechecking`` finds, by what it rechecks."""
    from django.apps import apps

    names = [c.name for c in apps.get_app_configs() if c.name.startswith("openkap.records.")]
    modules = [import_module(f"{name}.rechecking") for name in names if find_spec(f"{name}.rechecking")]
    return {module.WHAT: module.recheck() for module in modules}
