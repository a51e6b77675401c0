"""A reason that bears on the choice, the risk rule that comes before every choice, and what they rest on."""

from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.eligibility.definitions import Formulary, Rule
from openkap.clinical.evidence.grades import Grade
from openkap.clinical.facts import Vocabulary
from openkap.clinical.protocols.definition import CourseKind
from openkap.clinical.sources import Basis, Pin


class Speaks(StrEnum):
    """What a reason does. ``NOT_KNOWN`` names a gap of knowledge or of this person's record; it never counts."""

    FOR = "for"
    AGAINST = "against"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Reason:
    """One version of a reason. Without ``when`` it holds for everybody. ``grade`` is that of what it rests on."""

    pin: Pin
    title: str
    speaks: Speaks
    options: frozenset[CourseKind]
    when: Rule | None
    because: str
    plain: str
    rests_on: str
    grade: Grade
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class RiskRule:
    """When nothing but the risk pathway is shown, and its steps, for staff and for the person."""

    pin: Pin
    when: Rule
    steps: tuple[str, ...]
    plain: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything a comparison rests on, with the pin of each file."""

    risk: RiskRule
    reasons: tuple[Reason, ...]
    vocabulary: Vocabulary
    formulary: Formulary
    pins: tuple[Pin, ...]
