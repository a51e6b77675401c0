"""``openkap import``: a referral file becomes a person and facts, with the same rules as the import page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from openkap.interfaces.cli._start import As, Json, acting_as, django, refuse, say

if TYPE_CHECKING:
    from openkap.records.patients.importing import Imported, WhoIsThis


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("import")
    def import_file(
        file: Annotated[Path, typer.Argument(help="FHIR R4 bundle of one person, as JSON.")],
        person: As,
        same_as: Annotated[UUID | None, typer.Option(help="It is this person here, though something differs.")] = None,
        new_person: Annotated[bool, typer.Option("--new-person", help="It is somebody who is not here yet.")] = False,
        as_json: Json = False,
    ) -> None:
        """Import a referral. The same file again changes nothing; when it is unclear who it is, it asks and ends."""
        django()
        from openkap.gateways import clock
        from openkap.records.audit.refusals import RefusedError
        from openkap.records.patients.door import ReasonNeededError
        from openkap.records.patients.importing import IMPORTERS, Imported, import_referral

        by = acting_as(person, *IMPORTERS)
        try:
            data = file.read_bytes()
            found = import_referral(
                by=by, data=data, file_name=file.name, now=clock.now(), same_as=same_as, new_person=new_person
            )
        except OSError as error:
            refuse(f"{file} cannot be read: {error.strerror}. Check its path.", 2)
        except (RefusedError, ReasonNeededError) as error:
            refuse(f"{file.name} was not imported. {error}", 2)
        if not isinstance(found, Imported):
            say(_question(found), _asks(found), as_json=as_json)
            raise typer.Exit(3)
        say(_told(found), _answer(found), as_json=as_json)


def _told(found: "Imported") -> str:
    if found.again:
        return "This file was here already. Nothing changed."
    bundle = found.bundle
    whom = "A new person" if found.new_person else "A person who is here already"
    said = f"{whom}: {bundle.facts_new} facts added, {bundle.facts_known} known before"
    return f"{said}, {len(bundle.not_understood)} entries kept that were not understood. Id: {found.patient.id}"


def _answer(found: "Imported") -> dict[str, Any]:
    bundle = found.bundle
    return {
        "patient": str(found.patient.id),
        "new_person": found.new_person,
        "again": found.again,
        "facts_new": bundle.facts_new,
        "facts_known": bundle.facts_known,
        "not_understood": len(bundle.not_understood),
        "unresolved_references": len(bundle.unresolved),
    }


def _question(found: "WhoIsThis") -> str:
    differences = f" ({'; '.join(found.differences)})" if found.differences else ""
    ids = ", ".join(str(p.id) for p in found.candidates)
    return f"This may be somebody who is here already{differences}. Say --same-as ID or --new-person. Ids: {ids}"


def _asks(found: "WhoIsThis") -> dict[str, Any]:
    return {"asks": "who", "candidates": [str(p.id) for p in found.candidates], "differences": list(found.differences)}
