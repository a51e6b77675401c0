"""Words of a prescription that say nothing of ingredients: salts, forms and directions, one file a language."""

from dataclasses import dataclass
from typing import Any

from openkap.clinical.sources import Pin


@dataclass(frozen=True, slots=True)
class DoseWords:
    """``salts`` are neutral only beside an ingredient; ``neutral`` words anywhere."""

    salts: frozenset[str]
    neutral: frozenset[str]


def read(document: dict[str, Any], pin: Pin) -> DoseWords:  # noqa: ARG001 - every reader has the same shape
    """The words of one language."""
    return DoseWords(frozenset(document["salts"]), frozenset(document["forms"]) | frozenset(document["directions"]))
