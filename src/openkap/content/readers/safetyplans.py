"""Shapes of safety plans."""

from typing import Any

from openkap.clinical.risk.safetyplan import PlanStep, SafetyPlanShape
from openkap.clinical.sources import Pin
from openkap.content.readers.common import basis, duration


def read(document: dict[str, Any], pin: Pin) -> SafetyPlanShape:
    """A shape as the pages ask by it."""
    steps = tuple(
        PlanStep(s["id"], s["title"], s["prompt"], s["for-person"], basis(s["basis"]), s.get("optional", False))
        for s in document["steps"]
    )
    review = document["review"]
    return SafetyPlanShape(pin, document["title"], steps, duration(review["after"]), basis(review["basis"]))
