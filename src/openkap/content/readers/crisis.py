"""Crisis help: the numbers of one place, as every patient page shows them."""

from typing import Any

from openkap.clinical.signals import CrisisHelp, CrisisLine
from openkap.clinical.sources import Pin
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> CrisisHelp:  # noqa: ARG001 (every reader takes the pin)
    """The lines of a place."""
    lines = tuple(
        CrisisLine(n["name"], n["note"], n["number"], n.get("by-text", False), basis(n["basis"]))
        for n in document["lines"]
    )
    return CrisisHelp(document["title"], lines)
