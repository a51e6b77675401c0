"""The words in which evidence is graded. GRADE and OCEBM answer different questions and are never merged."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from openkap.clinical.sources import Basis, Verification, strongest


class Certainty(StrEnum):
    """GRADE: how sure one can be of an effect. ``NOT_GRADED`` is a word, never a low grade."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW_TO_MODERATE = "low to moderate"
    LOW = "low"
    VERY_LOW_TO_LOW = "very low to low"
    VERY_LOW = "very low"
    NOT_GRADED = "not graded"


class Strength(StrEnum):
    """How strongly something is recommended. ``DO_NOT`` is a recommendation against."""

    STRONG = "strong for"
    CONDITIONAL = "conditional for"
    GOOD_PRACTICE = "good practice"
    SHARED = "shared decision"
    PREFERENCE = "by the person's preference"
    SPECIALIST = "specialist only"
    RESEARCH = "research only"
    AGAINST = "conditional against"
    DO_NOT = "do not"


class Regulatory(StrEnum):
    """Where the law stands on it, in the United States unless said otherwise."""

    APPROVED = "approved"
    OFF_LABEL = "off label"
    COMPOUNDED = "compounded, not approved"
    PROHIBITED = "prohibited"
    MANDATORY = "mandatory"
    NONE = "not a medicine"


@dataclass(frozen=True, slots=True)
class Grade:
    """One grading of one thing. ``oxford`` holds the OCEBM 2011 levels, best first; empty when nobody gave one."""

    certainty: Certainty
    oxford: tuple[int, ...]

    def __post_init__(self) -> None:
        if not set(self.oxford) <= {1, 2, 3, 4, 5}:
            raise ValueError("An OCEBM level is 1, 2, 3, 4 or 5.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its own basis, so that what was read and what is only remembered never share a voice."""

    text: str
    basis: tuple[Basis, ...]

    @property
    def is_fact(self) -> bool:
        """Whether it may be shown as fact: something better than *unverified* carries it."""
        return is_fact(self.basis)


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who paid for or ran it; ``None`` in its place means that this was not looked up."""

    text: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """When a person last looked at the sources."""

    on: date

    def is_old(self, today: date) -> bool:
        """Whether more than a year has passed, after which a statement asks to be looked at again."""
        return (today - self.on).days > 365


def is_fact(basis: tuple[Basis, ...]) -> bool:
    """Whether any of these is better than *unverified*. No basis at all is never enough."""
    return strongest(basis) is not Verification.UNVERIFIED
