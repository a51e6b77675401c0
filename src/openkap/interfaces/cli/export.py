"""``openkap export``: a person's record as one file, which says what it left out and why."""

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from openkap.interfaces.cli._start import As, Json, acting_as, django, refuse, say


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("export")
    def export(
        patient: Annotated[UUID, typer.Argument(help="Id of the person.")],
        person: As,
        out: Annotated[Path, typer.Option(help="File to write. It must not be there yet.")],
        purpose: Annotated[str, typer.Option(help="For what the record leaves.")],
        recipient: Annotated[str, typer.Option(help="Who gets it; left out: the person themselves.")] = "",
        as_json: Json = False,
    ) -> None:
        """Export a person's record as JSON. Psychotherapy notes are in no export; the file says what else is not."""
        django()
        from django.http import Http404

        from openkap.gateways import clock
        from openkap.records.audit.refusals import RefusedError
        from openkap.records.patients.door import ReasonNeededError
        from openkap.records.reporting.exporting import EXPORTERS, export_record

        if out.exists():
            refuse(f"{out} is there already, and nothing is overwritten. Name another file.", 2)
        by = acting_as(person, *EXPORTERS)
        try:
            made = export_record(
                by=by, patient_id=patient, to_the_person=not recipient, recipient=recipient or "the person",
                purpose=purpose, now=clock.now(),
            )  # fmt: skip
        except Http404:
            refuse(f"Nothing was exported. There is nobody here with the id {patient}.", 2)
        except (RefusedError, ReasonNeededError) as error:
            refuse(f"Nothing was exported. {error}", 2)
        out.touch(mode=0o600)
        out.write_text(json.dumps(made.document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        rows = sum(made.row.counts.values())
        told = f"{rows} entries written to {out}. Left out:\n" + "\n".join(f"- {w}" for w in made.document["left_out"])
        say(told, {"file": str(out), "entries": rows, "left_out": made.document["left_out"]}, as_json=as_json)
