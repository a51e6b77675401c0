"""Words of the pages around a form that a person signs, so that they can be translated and signed like the form."""

from typing import Any

from openkap.clinical.consent.translation import Screen
from openkap.clinical.sources import Pin


def read(document: dict[str, Any], pin: Pin) -> Screen:
    """The words by their names."""
    return Screen(pin, {name: " ".join(text.split()) for name, text in document["words"].items()})
