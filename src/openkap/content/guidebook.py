"""Everything the choice of a course rests on, put together from its files."""

from functools import cache

from openkap.clinical.eligibility.definitions import Rulebook
from openkap.clinical.eligibility.operators import facts_of
from openkap.clinical.pathways.reasons import Guide, Reason, RiskRule
from openkap.clinical.sources import Pin
from openkap.content import catalogue, rulebook
from openkap.content.loader import ContentError

KIND = "pathways"


@cache
def guide() -> Guide:
    """The newest version of every reason. Exactly one file is the rule of risk."""
    return _bound(catalogue.entries(KIND), rulebook.rulebook())


@cache
def pinned(pins: tuple[Pin, ...]) -> tuple[Guide, Rulebook]:
    """The reasons and the rules of screening exactly as a choice used them; ContentError when a file means another."""
    rules = rulebook.pinned(tuple(p for p in pins if p.kind != KIND))
    entries = tuple(catalogue.entry(p.kind, p.id, p.version) for p in pins if p.kind == KIND)
    for entry in entries:
        if entry.pin not in pins:
            raise rulebook.changed(entry.pin)
    return _bound(entries, rules), rules


def _bound(entries: tuple[catalogue.Entry, ...], rules: Rulebook) -> Guide:
    risks = [e.value for e in entries if isinstance(e.value, RiskRule)]
    if len(risks) != 1:
        raise ContentError(KIND, "speaks", f"{len(risks)} files are the rule of risk.", "Keep exactly one.")
    reasons = tuple(e.value for e in entries if isinstance(e.value, Reason))
    conditions = [*(r.when for r in risks), *(r.when for r in reasons if r.when)]
    for code in (c for rule in conditions for c in facts_of(rule)):
        if code not in rules.vocabulary.definitions:
            raise ContentError(KIND, "when", f"there is no fact {code!r}.", "Add it to facts.yaml.")
    return Guide(risks[0], reasons, rules.vocabulary, rules.formulary, (*rules.pins, *(e.pin for e in entries)))
