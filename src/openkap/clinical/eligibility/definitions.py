"""What a criterion, an interaction and a class of medicines are: the shapes that content files are read into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.facts import Vocabulary
from openkap.clinical.sources import Basis, Pin


class Level(StrEnum):
    """What a raised criterion does to the verdict, gravest first."""

    CONTRAINDICATED = "contraindicated"  # nobody overrides it
    RELATIVE = "relative"  # a prescriber may override it, with a reason
    EVALUATION = "evaluation"  # a named person must assess and clear it
    INFORMATION = "information"  # shown; it never changes the verdict


class Result(StrEnum):
    """The three words of a criterion, the same everywhere."""

    CLEAR = "clear"
    RAISED = "raised"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """One operator of the closed vocabulary, with what it looks at; ``parts`` only for any, all and not."""

    operator: str
    fact: str = ""
    value: Decimal | None = None
    unit: str = ""
    one_of: tuple[str, ...] = ()
    window: timedelta | None = None
    parts: "tuple[Rule, ...]" = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """The product by whose criteria another is judged; ``same_label`` when one label speaks of both routes."""

    product: str
    same_label: bool


BORROWED = {Level.CONTRAINDICATED: Level.RELATIVE, Level.INFORMATION: Level.EVALUATION}


@dataclass(frozen=True, slots=True)
class Standing:
    """How grave a criterion is for some products in some jurisdictions, and on what basis; empty means all."""

    level: Level
    products: frozenset[str]
    jurisdictions: frozenset[str]
    basis: tuple[Basis, ...]

    def covers(self, product: str, jurisdiction: str) -> bool:
        """Whether this standing speaks about the product there."""
        return (not self.products or product in self.products) and (
            not self.jurisdictions or jurisdiction in self.jurisdictions
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule of eligibility, in the words a nurse can read, and what it means for each product.

    ``settles_for`` is how long a prescriber's override or an assessor's clearance of it holds.
    """

    pin: Pin
    label: str
    title: str
    plain: str
    when: Rule
    standings: tuple[Standing, ...]
    settles_for: timedelta
    basis: tuple[Basis, ...]

    def standing_for(self, product: str, jurisdiction: str, relative: Relative | None = None) -> Standing:
        """The first standing that covers it, or that covers its relative.

        What a source says of another route never rules this one out and never clears it: a contraindication becomes
        relative, information becomes evaluation. Without any, it is shown as evaluation.
        """
        asked = self._asked(product, relative)
        standing = next((s for s in self.standings if s.covers(asked, jurisdiction)), None)
        if standing is None:
            return Standing(Level.EVALUATION, frozenset(), frozenset(), self.standings[0].basis)
        if relative is None or relative.same_label or not standing.products or product in standing.products:
            return standing
        level = BORROWED.get(standing.level, standing.level)
        return Standing(level, standing.products, standing.jurisdictions, standing.basis)

    def is_borrowed(self, product: str, jurisdiction: str, relative: Relative | None = None) -> bool:
        """Whether no standing names this product here, so that the criterion comes from another route or place."""
        if relative is not None and relative.same_label:
            product = self._asked(product, relative)
        return not any(s.covers(product, jurisdiction) for s in self.standings)

    def _asked(self, product: str, relative: Relative | None) -> str:
        named = any(product in s.products for s in self.standings)
        return product if named or relative is None else relative.product


class Severity(StrEnum):
    """How much an interaction asks for."""

    HARD = "hard-review"  # the prescriber must act on it
    MODERATE = "moderate"  # warn, and plan
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Interaction:
    """Classes of medicines that change what a product does. ``hard_when`` makes it graver, e.g. above a daily dose.

    ``lingers``: a medicine that was stopped less than this ago still counts. ``when`` stands in place of classes, for
    what is not a medicine, e.g. a gene.
    """

    pin: Pin
    label: str
    title: str
    effect: str
    handling: str
    classes: frozenset[str]
    severity: Severity
    severity_by_product: Mapping[str, Severity]
    basis: tuple[Basis, ...]
    hard_when: Rule | None = None
    when: Rule | None = None
    lingers: timedelta | None = None

    def severity_for(self, product: str, relative: Relative | None = None) -> Severity:
        """Its severity for the route of this product; of another route only what is graver counts."""
        if product in self.severity_by_product or relative is None:
            return self.severity_by_product.get(product, self.severity)
        theirs = self.severity_by_product.get(relative.product, self.severity)
        return theirs if relative.same_label else min(theirs, self.severity, key=list(Severity).index)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An active ingredient, the other names it goes by, and every class it belongs to (ids of class files)."""

    name: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Formulary:
    """Which words are ingredients, which words of a prescription say nothing of ingredients, and known product codes.

    ``names`` maps a lower-case name or brand to its ingredient; ``neutral`` are words of form and direction; ``salts``
    say nothing only beside an ingredient; ``products`` maps a product code to the text it stands for.
    """

    names: Mapping[str, Ingredient]
    neutral: frozenset[str]
    salts: frozenset[str]
    products: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything a decision rests on, with the pin of each file."""

    criteria: tuple[Criterion, ...]
    interactions: tuple[Interaction, ...]
    formulary: Formulary
    vocabulary: Vocabulary
    pins: tuple[Pin, ...]
    relatives: Mapping[str, Relative] = field(default_factory=dict)
