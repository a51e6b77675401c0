"""What must reach a person, how soon, and by when somebody has to answer."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from openkap.clinical.sources import Basis


class Urgency(StrEnum):
    """How soon a person must answer a signal, least first."""

    ROUTINE = "routine"
    SAME_DAY = "same-day"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for the least urgent."""
        return _RANKS[self]


_RANKS = {urgency: place for place, urgency in enumerate(Urgency)}


@dataclass(frozen=True, slots=True)
class SafetySignal:
    """A finding that a person must answer within ``answer_within``; ``because`` is shown to staff, never sent out."""

    id: str
    urgency: Urgency
    answer_within: timedelta
    because: str
    rule: str  # content id and version that raised it, e.g. "phq-9@1.0.0"


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A way to reach help in danger: what the button says, when to use it, and the number it dials or texts."""

    name: str
    note: str
    number: str
    by_text: bool
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class CrisisHelp:
    """The lines of one place, the first one first."""

    place: str
    lines: tuple[CrisisLine, ...]
