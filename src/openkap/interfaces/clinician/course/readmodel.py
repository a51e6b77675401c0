"""What the course page shows: plain values, gathered from the records beneath; nothing is judged here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from openkap.interfaces.clinician.course.early import Early
from openkap.interfaces.components.measures import Measure
from openkap.interfaces.components.worklist import WorkRow


class Given(StrEnum):
    """What became of a dose."""

    GIVEN = "given"
    OPEN = "open"  # the session is running
    HELD = "held"
    PLANNED = "planned"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Pressure:
    """A blood pressure in mmHg."""

    systolic: int
    diastolic: int

    def __str__(self) -> str:
        return f"{self.systolic}/{self.diastolic}"


@dataclass(frozen=True, slots=True)
class Dose:
    """One dosing session as the course shows it. What is None was not recorded."""

    given: Given
    at: datetime
    number: int | None = None
    address: str = ""
    dose_mg: Decimal | None = None
    dose_mg_per_kg: Decimal | None = None
    before: Pressure | None = None
    peak: Pressure | None = None
    leaving: Pressure | None = None
    peak_alerted: bool = False
    lowest_moaas: int | None = None
    dissociation: str = ""
    left_min: int | None = None
    ended: str = ""  # in words, where it did not end in a discharge
    why: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit other than a dose: its letter in the lane, when, whether it was, is planned or was missed, its name."""

    letter: str
    at: datetime
    state: str  # done, planned, missed
    title: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much this person had here, and whether the bladder was asked about; None where it is unknown."""

    doses_here: int
    total_mg: Decimal | None
    bladder: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """The whole page, but for the frame."""

    kind: str
    has_dosing: bool
    began_at: datetime | None
    starts_on: date
    ends_on: date
    measures: tuple[Measure, ...] = ()
    doses: tuple[Dose, ...] = ()
    earlier_doses: int = 0
    later_doses: int = 0
    visits: tuple[Visit, ...] = ()
    due: tuple[WorkRow, ...] = ()
    early: tuple[Early, ...] = ()
    checks: tuple[WorkRow, ...] = ()  # around the doses
    exposure: Exposure | None = None
    goals: tuple[str, ...] = ()
    goals_note: str = ""
    call_above: int | None = None
