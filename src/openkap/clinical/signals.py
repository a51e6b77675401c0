"""What must reach a person, how soon, and by when somebody has to answer."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Urgency(StrEnum):
    """How soon a person must answer a signal, least first."""

    ROUTINE = "routine"
    SAME_DAY = "same-day"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for the least urgent."""
        return list(Urgency).index(self)


@dataclass(frozen=True, slots=True)
class SafetySignal:
    """A finding that a person must answer within ``answer_within``; ``because`` is shown to staff, never sent out."""

    id: str
    urgency: Urgency
    answer_within: timedelta
    because: str
    rule: str  # content id and version that raised it, e.g. "phq-9@1.0.0"
