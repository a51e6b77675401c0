"""A consent form: plain elements, each with its basis; some are required before a dose, the others are free choices."""

from dataclasses import dataclass
from datetime import timedelta

from openkap.clinical.sources import Basis, Pin


@dataclass(frozen=True, slots=True)
class ConsentElement:
    """One thing that a person agrees to or not: a heading, one to four short sentences, and more for who asks."""

    id: str
    heading: str
    text: str
    more: str
    required: bool
    basis: tuple[Basis, ...]
    jurisdictions: tuple[str, ...] = ()  # empty: everywhere


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """One version of a form. ``covers`` is a product id, or ``psychotherapy``."""

    pin: Pin
    title: str
    covers: str
    introduction: str
    statement: str  # what the signature says
    renew_after: timedelta
    renew_basis: tuple[Basis, ...]
    elements: tuple[ConsentElement, ...]

    def applying(self, jurisdiction: str) -> tuple[ConsentElement, ...]:
        """The elements that are asked in this jurisdiction (``us``, ``eu``, ``uk``), in order."""
        return tuple(e for e in self.elements if not e.jurisdictions or jurisdiction in e.jurisdictions)
