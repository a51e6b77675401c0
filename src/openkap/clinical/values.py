"""Values that cannot be confused: a quantity has a unit, a code has a system, and *unknown* is a value of its own."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A decimal with its UCUM unit, e.g. ``Quantity(Decimal("98.3"), "kg")``; digits are kept as they were written."""

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        if not self.unit:
            raise ValueError("A quantity has no unit. Write the UCUM unit, or {score} for a plain score.")
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is not a measured value. Record a number, or nothing.")


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of one terminology. Use the subclasses: each checks the shape of its codes when it is made."""

    code: str
    display: str = ""
    system: ClassVar[str] = ""
    pattern: ClassVar[str] = r".+"

    def __post_init__(self) -> None:
        if not re.fullmatch(self.pattern, self.code):
            raise ValueError(f"{self.code!r} is not a {type(self).__name__} code.")


@dataclass(frozen=True, slots=True)
class Snomed(Coding):
    """A SNOMED CT concept id."""

    system: ClassVar[str] = "http://snomed.info/sct"
    pattern: ClassVar[str] = r"\d{6,18}"


@dataclass(frozen=True, slots=True)
class Icd10(Coding):
    """An ICD-10 or ICD-10-CM code; as a stem (``I71``) it covers everything beneath it."""

    system: ClassVar[str] = "http://hl7.org/fhir/sid/icd-10-cm"
    pattern: ClassVar[str] = r"[A-TV-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?"


@dataclass(frozen=True, slots=True)
class Loinc(Coding):
    """A LOINC code."""

    system: ClassVar[str] = "http://loinc.org"
    pattern: ClassVar[str] = r"\d{1,7}-\d"


@dataclass(frozen=True, slots=True)
class RxNorm(Coding):
    """An RxNorm concept id (RXCUI)."""

    system: ClassVar[str] = "http://www.nlm.nih.gov/research/umls/rxnorm"
    pattern: ClassVar[str] = r"\d{1,8}"


class Missing(StrEnum):
    """Why a value is not known."""

    ABSENT = "absent"
    STALE = "stale"
    WRONG_UNIT = "wrong-unit"
    UNRECONCILED = "unreconciled"


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value that is known, and may be judged."""

    value: T


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why. It is never zero, False or an empty string."""

    why: Missing
    detail: str = ""


class Truth(StrEnum):
    """Three-valued truth. There is no conversion to ``bool``: a caller must say what it does with *unknown*."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("Truth has three values: compare with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN.")


def all_of(truths: "tuple[Truth, ...]") -> Truth:
    """Kleene's *and*: false wins, then unknown."""
    if any(t is Truth.FALSE for t in truths):
        return Truth.FALSE
    return Truth.UNKNOWN if any(t is Truth.UNKNOWN for t in truths) else Truth.TRUE


def any_of(truths: "tuple[Truth, ...]") -> Truth:
    """Kleene's *or*: true wins, then unknown."""
    if any(t is Truth.TRUE for t in truths):
        return Truth.TRUE
    return Truth.UNKNOWN if any(t is Truth.UNKNOWN for t in truths) else Truth.FALSE


def negation(truth: Truth) -> Truth:
    """Kleene's *not*: unknown stays unknown."""
    return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}[truth]


def plain(number: int | Decimal) -> str:
    """A number as it is said, without zeros at the end: 18, and not 18.000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
