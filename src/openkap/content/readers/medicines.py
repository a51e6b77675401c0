"""Classes of medicines: the ingredients of each, with the names they go by."""

from dataclasses import dataclass
from typing import Any

from openkap.clinical.sources import Pin


@dataclass(frozen=True, slots=True)
class MedicineClass:
    """One class: every name of every ingredient in it (``names``: name or brand → ingredient), and product codes."""

    id: str
    title: str
    names: dict[str, str]
    products: dict[str, str]


def read(document: dict[str, Any], pin: Pin) -> MedicineClass:
    """A class as the formulary is built from."""
    names: dict[str, str] = {}
    for item in document["ingredients"]:
        names.update(dict.fromkeys([item["name"], *item.get("also", [])], item["name"]))
    products = {p["rxnorm"]: p["text"] for p in document.get("products", [])}
    return MedicineClass(pin.id, document["title"], names, products)
