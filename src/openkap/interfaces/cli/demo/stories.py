"""What a story of the demonstration is made of: who came when, what was asked, which course, how it went."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from openkap.interfaces.cli.demo.watched import Told

SIMULATED: Literal["simulated"] = "simulated"


@dataclass(frozen=True, slots=True)
class Review:
    """What the review form brought beside what was denied, and what a clinician settled by name and reason."""

    told: dict[str, str] = field(default_factory=dict)
    cleared: dict[str, str] = field(default_factory=dict)  # criterion: why it does not stand in the way
    half: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """A course: its plan, its first day counted back from today, and how each asked form came out.

    ``phq_9`` has one total for every form sent, in order: told by the story, or that of the simulated person (a preset
    and a number) whose course the story is; None: nobody answered. ``therapy_alone_after``: after so many doses the
    ketamine ends and therapy goes on with ``then_protocol``.
    """

    kind: str
    protocol: str
    modality: str
    goals: tuple[str, ...]
    started_days_ago: int
    phq_9: tuple[int | Literal["simulated"] | None, ...]
    simulated: tuple[str, int] | None = None
    dose: Decimal | None = None
    dose_unit: str = ""
    dose_reason: str = ""
    weight_kg: Decimal = Decimal(80)
    body: Told = field(default_factory=Told)
    worry_on: tuple[int, ...] = ()  # which of the forms answer item 9 above zero, counted from 0
    therapy_alone_after: int = 0
    then_protocol: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """No course, and what is offered instead; ``letter`` is to whom, subject and text."""

    outcome: str
    alternative: str
    because: str
    letter: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One person: the sample referral they come from, when they came, and how far they have come."""

    sample: str
    shows: str
    referred_days_ago: int
    product: str = ""
    review: Review | None = None
    treatment: Treatment | None = None
    ending: Ending | None = None
    room: str = ""  # where today's session is
