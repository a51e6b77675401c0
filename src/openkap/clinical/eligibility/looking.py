"""What a rulebook looks at, so that whoever keeps facts over years hands over these and no others.

Leaving the rest out must never change a decision: of a fact that no rule names nothing is judged, and of a measurement
only the newest number. A law in the tests holds both against every operator.
"""

from dataclasses import dataclass

from openkap.clinical.eligibility.definitions import Rulebook
from openkap.clinical.eligibility.medicines import MEDICINE, PLACEMENT, REVIEW
from openkap.clinical.eligibility.operators import BIRTH, DEATH, facts_of

ALWAYS = frozenset({BIRTH, DEATH, MEDICINE, PLACEMENT, REVIEW})  # what operators look at without naming it in a rule


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Codes of facts: all that may count, and those of which only the newest number does."""

    codes: frozenset[str]
    newest: frozenset[str]


def looked_at(rules: Rulebook) -> LookedAt:
    """The facts that these rules look at."""
    named = [c.when for c in rules.criteria]
    named += [rule for i in rules.interactions for rule in (i.when, i.hard_when) if rule]
    codes = ALWAYS.union(*(facts_of(rule) for rule in named))
    return LookedAt(codes, codes & rules.vocabulary.measured)
