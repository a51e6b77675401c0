"""The vocabulary of facts: ``facts.yaml``."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openkap.clinical.facts import FactDefinition, FactKind, Meaning
from openkap.clinical.sources import Verification
from openkap.clinical.values import Loinc
from openkap.content.loader import ContentError
from openkap.content.readers.common import basis, optional


def read(document: dict[str, Any]) -> Mapping[str, FactDefinition]:
    """Every definition by its code; a code that stands twice is refused."""
    found: dict[str, FactDefinition] = {}
    for item in document["facts"]:
        if item["code"] in found:
            raise ContentError("facts.yaml", item["code"], "this code stands twice.", "Keep one of them.")
        bounds = item.get("plausible")
        found[item["code"]] = FactDefinition(
            code=item["code"],
            display=item["display"],
            kind=FactKind(item["kind"]),
            basis=basis(item["basis"]),
            unit=item.get("unit", ""),
            max_age=optional(item, "max-age"),
            group=item.get("group", ""),
            question=item.get("question", ""),
            codings=tuple(Loinc(c["code"], c["display"]) for c in item.get("loinc", [])),
            choices=tuple(item.get("choices", [])),
            sensitivity=item.get("sensitivity", ""),
            plausible=(Decimal(bounds[0]), Decimal(bounds[1])) if bounds else None,
        )
    return found


def loinc_meanings(document: dict[str, Any]) -> dict[tuple[str, str], tuple[Meaning, ...]]:
    """Which LOINC code measures which fact."""
    return {
        (Loinc.system, c["code"]): (Meaning(item["code"], c["display"], Verification(c["verification"])),)
        for item in document["facts"]
        for c in item.get("loinc", [])
    }
