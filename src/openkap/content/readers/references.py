"""References: one bibliographic record a file."""

from datetime import date
from typing import Any

from openkap.clinical.sources import Pin, Reference


def read(document: dict[str, Any], pin: Pin) -> Reference:
    """A reference as the core knows it."""
    return Reference(
        id=pin.id,
        title=document["title"],
        year=document.get("year"),
        doi=document.get("doi", ""),
        pmid=document.get("pmid", ""),
        locator=document.get("locator", ""),
        seen=document["seen"],
        checked_on=date.fromisoformat(document["checked-on"]),
    )
