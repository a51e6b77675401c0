"""A leaflet: short sections in plain words, each with its basis, for some products, a phase and a language."""

from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin

ORIGINAL = "en"  # the language every text is written in first


class Phase(StrEnum):
    """When a leaflet is for, in the order of a course."""

    BEFORE = "before"
    ON_THE_DAY = "on-the-day"
    AFTER = "after"
    INTEGRATION = "integration"
    FOLLOW_UP = "follow-up"
    AT_HOME = "at-home"


@dataclass(frozen=True, slots=True)
class Section:
    """One point: a heading (often the reader's own question), a few sentences, and their basis."""

    id: str
    heading: str
    text: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One leaflet in one language. ``products`` and ``modalities`` are empty where it is for everybody.

    ``translates`` is the pin of the English text as ``id@version`` that a translation was made from; empty for English.
    """

    pin: Pin
    title: str
    lead: str
    lang: str
    phase: Phase
    products: tuple[str, ...]
    modalities: tuple[str, ...]
    sections: tuple[Section, ...]
    translates: str = ""

    def is_for(self, product: str, modality: str) -> bool:
        """Whether it fits a course with this product and this therapy; an empty text fits only what is for all."""
        fits_product = not self.products or product in self.products
        return fits_product and (not self.modalities or modality in self.modalities)
