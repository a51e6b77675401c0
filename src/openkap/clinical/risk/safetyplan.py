"""The shape of a safety plan: its steps in order, as the clinician asks and as the person reads them."""

from dataclasses import dataclass
from datetime import timedelta

from openkap.clinical.sources import Basis, Pin


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step: what the clinician writes down in the person's own words, and the heading the person reads."""

    id: str
    title: str
    prompt: str
    for_person: str
    basis: tuple[Basis, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SafetyPlanShape:
    """A safety plan's steps, and after how long it is looked at again."""

    pin: Pin
    title: str
    steps: tuple[PlanStep, ...]
    review_after: timedelta
    review_basis: tuple[Basis, ...]
