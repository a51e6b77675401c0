"""Withdrawals: one released version that never decides again, with the reason. It still replays."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from openkap.clinical.sources import Pin, Withdrawal
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.loader import ContentError
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> Withdrawal:
    """A withdrawal as the core knows it."""
    what = document["withdraws"]
    return Withdrawal(
        pin=pin,
        kind=what["kind"],
        id=what["id"],
        version=what["version"],
        on=date.fromisoformat(document["on"]),
        because=document["because"],
        basis=basis(document["basis"]),
    )


def check(entry: Entry) -> Iterable[str]:
    """What is withdrawn must have been there: its file stays, so that what rested on it replays."""
    found: Withdrawal = entry.value
    if found.kind == entry.pin.kind:
        yield "A withdrawal is not itself withdrawn. Release a new version of the thing."
        return
    try:
        catalogue.entry(found.kind, found.id, found.version)
    except ContentError as error:
        yield f"It withdraws what is not there. {error}"
