"""Patient facts: the vocabulary, one dated fact, and what is known of a person as of an instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis, Verification
from openkap.clinical.values import Coding

FactValue = bool | Decimal | str | date


class FactKind(StrEnum):
    """What shape the value of a fact has."""

    QUANTITY = "quantity"
    CONDITION = "condition"  # True: present; False: a named clinician ruled it out
    STATEMENT = "statement"  # a yes or no that is not a diagnosis, e.g. *has a ride home*
    CHOICE = "choice"  # one of the choices that the definition lists
    DATE = "date"
    MEDICINE = "medicine"  # the text as written; ingredients and classes are worked out by the engine
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One word of the vocabulary (an entry of ``facts.yaml``)."""

    code: str
    display: str
    kind: FactKind
    basis: tuple[Basis, ...]
    unit: str = ""
    max_age: timedelta | None = None  # older than this, it is stale and so unknown; None: it does not age
    group: str = ""  # the organ or topic under which the review form asks it
    question: str = ""  # as the review form asks it
    codings: tuple[Coding, ...] = ()
    choices: tuple[str, ...] = ()
    sensitivity: str = ""  # substance-use: some places let it leave only with a consent of its own
    plausible: tuple[Decimal, Decimal] | None = None  # entry bounds: outside them it is refused, not judged


@dataclass(frozen=True, slots=True)
class Fact:
    """Something recorded about a person: what, how much, when it was true, where from, who says so.

    ``asserted_by`` is empty for what an imported record claims. A claim may raise a criterion; only a named person's
    statement may clear one. ``identified`` says how well the source's code is known to mean this fact.
    """

    code: str
    value: FactValue
    at: datetime
    source: str
    unit: str = ""
    display: str = ""
    asserted_by: str = ""
    status: str = ""  # of a condition or medicine in the source: active, resolved, stopped …
    ended_at: datetime | None = None
    identified: Verification = Verification.READ
    id: str = ""
    coding: str = ""  # the source's own code, as ``system|code``
    learned_at: datetime | None = None  # when we learned it, where that is known to differ from when it was true


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code of a terminology says in our vocabulary, and whether that was seen at a source."""

    fact: str
    display: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All definitions of facts, and which codes of which terminologies mean them.

    ``codes`` is keyed by ``(system, code)``; ``stems`` by ICD-10 stem without its dot, and covers all beneath it.
    """

    definitions: Mapping[str, FactDefinition]
    codes: Mapping[tuple[str, str], tuple[Meaning, ...]]
    stems: Mapping[str, tuple[Meaning, ...]]

    @property
    def measured(self) -> frozenset[str]:
        """Codes of the facts that are numbers with a unit."""
        return frozenset(code for code, known in self.definitions.items() if known.kind is FactKind.QUANTITY)

    def meanings(self, system: str, code: str) -> tuple[Meaning, ...]:
        """Every fact that a coded concept states; none when the code is not in the vocabulary."""
        if "icd-10" in system:
            bare = code.replace(".", "").upper()
            return tuple(m for stem, found in self.stems.items() if bare.startswith(stem) for m in found)
        return self.codes.get((system, code), ())


@dataclass(frozen=True, slots=True)
class Chart:
    """All facts about one person that existed at ``as_of``; later ones do not exist."""

    facts: tuple[Fact, ...]
    as_of: datetime

    @classmethod
    def at(cls, facts: Iterable[Fact], as_of: datetime) -> "Chart":
        """Keep what was true at or before ``as_of``, oldest first."""
        kept = sorted((f for f in facts if f.at <= as_of), key=lambda f: (f.at, f.id))
        return cls(tuple(kept), as_of)

    def of(self, code: str) -> tuple[Fact, ...]:
        """Every fact of this code, oldest first."""
        return tuple(f for f in self.facts if f.code == code)
