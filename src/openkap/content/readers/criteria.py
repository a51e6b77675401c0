"""Criteria of eligibility: one rule a file, and how grave it is for each product and place."""

from typing import Any

from openkap.clinical.eligibility.definitions import Criterion, Level, Standing
from openkap.clinical.sources import Pin, strongest
from openkap.content.loader import ContentError
from openkap.content.readers.common import basis, duration
from openkap.content.readers.rules import rule


def read(document: dict[str, Any], pin: Pin) -> Criterion:
    """A criterion as the core judges it. Only what was read or computed may contraindicate."""
    return Criterion(
        pin=pin,
        label=document.get("label", pin.id),
        title=document["title"],
        plain=document["plain"],
        when=rule(document["when"]),
        standings=tuple(_standing(item, pin) for item in document["standings"]),
        settles_for=duration(document["settles"]["for"]),
        basis=basis(document["basis"]),
    )


def _standing(item: dict[str, Any], pin: Pin) -> Standing:
    level, grounds = Level(item["level"]), basis(item["basis"])
    if level is Level.CONTRAINDICATED and not strongest(grounds).may_contraindicate:
        problem = "it contraindicates on a basis that was neither read nor computed."
        raise ContentError(f"{pin.id}.v1.yaml", "standings", problem, "Make it relative, or read the source.")
    return Standing(level, frozenset(item.get("products", ())), frozenset(item.get("jurisdictions", ())), grounds)
