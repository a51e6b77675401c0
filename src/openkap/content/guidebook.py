"""Everything the choice of a course rests on, put together from its files."""

from functools import cache

from openkap.clinical.eligibility.operators import facts_of
from openkap.clinical.pathways.reasons import Guide, Reason, RiskRule
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.content.rulebook import formulary, rulebook, vocabulary

KIND = "pathways"


@cache
def guide() -> Guide:
    """The newest version of every reason. Exactly one file is the rule of risk."""
    return _bound(catalogue.entries(KIND))


def _bound(entries: tuple[catalogue.Entry, ...]) -> Guide:
    risks = [e.value for e in entries if isinstance(e.value, RiskRule)]
    if len(risks) != 1:
        raise ContentError(KIND, "speaks", f"{len(risks)} files are the rule of risk.", "Keep exactly one.")
    reasons = tuple(e.value for e in entries if isinstance(e.value, Reason))
    words = vocabulary()
    rules = [*(r.when for r in risks), *(r.when for r in reasons if r.when)]
    for code in (c for rule in rules for c in facts_of(rule)):
        if code not in words.definitions:
            raise ContentError(KIND, "when", f"there is no fact {code!r}.", "Add it to facts.yaml.")
    own = next(p for p in rulebook().pins if p.kind == "facts")
    return Guide(risks[0], reasons, words, formulary(), (own, *(e.pin for e in entries)))
