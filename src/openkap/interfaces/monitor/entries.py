"""From a form to session events: each gets an id of its own and the time of now, and is kept by the service."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import services


def keep(by: Actor, session_id: UUID, type_: str, now: datetime, **fields: Any) -> None:
    """Keep one event that happened now. RefusedError says in words why it was not kept."""
    said = {name: value for name, value in fields.items() if value}
    document = {"id": str(uuid4()), "type": type_, "at": now.isoformat(), **said}
    services.record_event(by=by, session_id=session_id, document=document, now=now)


def number_of(text: str, what: str) -> int | float:
    """A number that was typed, with a comma or a point; RefusedError, in words, for anything else."""
    plain = text.strip().replace(",", ".")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        raise RefusedError(f"{what} is {text!r}. Enter a number.") from None
