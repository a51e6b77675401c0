"""Interactions: classes of medicines that change what a product does."""

from typing import Any

from openkap.clinical.eligibility.definitions import Interaction, Severity
from openkap.clinical.sources import Pin
from openkap.content.readers.common import basis, duration
from openkap.content.readers.rules import rule


def read(document: dict[str, Any], pin: Pin) -> Interaction:
    """An interaction as the core judges it."""
    return Interaction(
        pin=pin,
        label=document["label"],
        title=document["title"],
        effect=document["effect"],
        handling=document["handling"],
        classes=frozenset(document.get("classes", ())),
        severity=Severity(document["severity"]),
        severity_by_product={k: Severity(v) for k, v in document.get("severity-by-product", {}).items()},
        basis=basis(document["basis"]),
        hard_when=rule(document["hard-when"]) if "hard-when" in document else None,
        when=rule(document["when"]) if "when" in document else None,
        lingers=duration(document["lingers"]["for"]) if "lingers" in document else None,
    )
