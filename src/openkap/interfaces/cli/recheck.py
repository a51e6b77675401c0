"""``openkap recheck``: work every stored score out again from the content it is pinned to."""

import json
import os
from dataclasses import asdict
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def recheck(as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False) -> None:
        """Recheck stored results. Ends with an error when any of them drifted from the content it is pinned to."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
        import django

        django.setup()
        from openkap.records.assessments.rechecking import recheck as run

        found = run()
        if as_json:
            typer.echo(json.dumps({**asdict(found), "drift": list(found.drift)}, default=str, indent=1))
        else:
            typer.echo(
                f"{found.same} the same, {found.would_differ} would differ under a fix, {len(found.drift)} drifted."
            )
            for line in found.drift:
                typer.echo(f"  {line}", err=True)
        if found.drift:
            raise typer.Exit(1)
