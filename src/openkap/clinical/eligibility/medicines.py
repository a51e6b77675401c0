"""Which medicines a person takes now, what is in them, and whether the system can place every one.

A text is recognised only when *every* word of it is accounted for: a whole ingredient word, or a word that says nothing
of ingredients (salt, form, strength, direction). One unknown word leaves the medicine *not recognised*: its known
ingredients may still raise an interaction, and nothing about it is ever taken as safe.
"""

import re
from dataclasses import dataclass

from openkap.clinical.eligibility.definitions import Formulary, Ingredient
from openkap.clinical.eligibility.standing import is_fresh
from openkap.clinical.facts import Chart, Fact, Vocabulary
from openkap.clinical.sources import Verification

MEDICINE = "medicine"
PLACEMENT = "medicine-placement"
REVIEW = "medicines-reviewed"
HARMLESS = "harmless"
NEVER_TAKEN = frozenset({"cancelled", "not-taken", "entered-in-error"})
STOPPED = frozenset({"stopped", "completed"}) | NEVER_TAKEN

_CLAUSES = re.compile(r"[,;]")
_PARTS = re.compile(r"/|\+|&|\band\b|\bwith\b")
_STRENGTH = re.compile(
    r"\d+(?:[.,]\d+)*\s*(?:mg|mcg|ug|g|ml|l|unt|iu|units?|meq|mmol|hr|h|hours?|days?|%)?(?![a-z])"
    r"(?:\s*/\s*(?:\d+(?:[.,]\d+)*\s*)?(?:actuat|ml|l|hr|h|dose|day|mg|g)(?![a-z]))?"
)
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'\u2019][^\W_]+)*")
_HARMLESS_SIGNS = re.compile(r"[\s\[\](){}.:%*\-]+")


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine on record: the fact, what was found in it, and whether all of it was recognised."""

    fact: Fact
    ingredients: tuple[Ingredient, ...]
    recognised: bool

    @property
    def text(self) -> str:
        """As it was written."""
        return str(self.fact.value)


@dataclass(frozen=True, slots=True)
class MedicineList:
    """What the person takes now, as far as is known; ``review`` is the named, dated answer that this is all."""

    current: tuple[Medicine, ...]
    review: Fact | None
    why_not_reviewed: str = ""
    stopped: tuple[Medicine, ...] = ()

    @property
    def unrecognised(self) -> tuple[Medicine, ...]:
        """Those that the system cannot place."""
        return tuple(m for m in self.current if not m.recognised)

    @property
    def is_settled(self) -> bool:
        """Whether what is *not* on the list may be taken as not taken."""
        return self.review is not None and not self.unrecognised

    def of_classes(self, classes: frozenset[str]) -> tuple[Medicine, ...]:
        """Those with an ingredient of one of these classes."""
        return tuple(m for m in self.current if any(i.classes & classes for i in m.ingredients))

    def stopped_of(self, classes: frozenset[str]) -> tuple[Medicine, ...]:
        """Those that were taken once and stopped, with an ingredient of one of these classes."""
        return tuple(m for m in self.stopped if any(i.classes & classes for i in m.ingredients))


def recognise(text: str, formulary: Formulary) -> tuple[tuple[Ingredient, ...], bool]:
    """The ingredients found in a text, and whether every word of it is accounted for."""
    found: list[Ingredient] = []
    whole = True
    for clause in _CLAUSES.split(_STRENGTH.sub(" ", text.lower())):
        parts = _PARTS.split(clause)
        for part in parts:
            ingredients, complete = _part(part, formulary, alone=len(parts) == 1)
            found += [i for i in ingredients if i not in found]
            whole = whole and complete
    return tuple(found), whole and bool(found)


def _part(part: str, formulary: Formulary, *, alone: bool) -> tuple[list[Ingredient], bool]:
    """One part of a combination. A part that stands alone may be mere directions; else it needs an ingredient."""
    words = _WORD.findall(part)
    found: list[Ingredient] = []
    left_over: list[str] = []
    at = 0
    while at < len(words):
        names = ((n, " ".join(words[at : at + n])) for n in range(min(4, len(words) - at), 0, -1))
        length, name = next(((n, name) for n, name in names if name in formulary.names), (1, ""))
        if name:
            found.append(formulary.names[name])
        else:
            left_over.append(words[at])
        at += length
    neutral = formulary.neutral | formulary.salts if found else formulary.neutral
    accounted = all(w in neutral for w in left_over) and not _HARMLESS_SIGNS.sub("", _WORD.sub("", part))
    return found, accounted and (bool(found) or alone)


def _is_current(fact: Fact, chart: Chart) -> bool:
    if fact.ended_at is not None:
        return fact.ended_at > chart.as_of
    return fact.status not in STOPPED


def _key(fact: Fact) -> str:
    return " ".join(str(fact.value).lower().split())


def standing_medicines(chart: Chart) -> tuple[Fact, ...]:
    """Medicines as they stand. What a named person says of one replaces every earlier record of the same one."""
    facts = chart.of(MEDICINE)
    said = {_key(f): f for f in facts if f.asserted_by}  # facts stand in order of time, so the newest wins
    kept: list[Fact] = []
    for fact in facts:
        named = said.get(_key(fact))
        if named is None or fact is named or (fact.learned_at or fact.at) > named.at:
            kept.append(fact)
    return tuple(kept)


def _placements(chart: Chart, vocabulary: Vocabulary) -> dict[str, Fact]:
    definition = vocabulary.definitions[PLACEMENT]
    return {
        " ".join(f.display.lower().split()): f
        for f in chart.of(PLACEMENT)
        if f.asserted_by and is_fresh(f, definition, chart.as_of)
    }


def _placed(fact: Fact, formulary: Formulary, placements: dict[str, Fact]) -> Medicine:
    """Recognise a medicine by its text, its coded name, its product code, or a named person's placement."""
    product = formulary.products.get(fact.coding.rpartition("|")[2], "") if fact.coding else ""
    texts = dict.fromkeys(t for t in (str(fact.value), fact.display, product) if t.strip())
    readings = [recognise(text, formulary) for text in texts]
    found = tuple(dict.fromkeys(i for ingredients, _ in readings for i in ingredients))
    agree = len({frozenset(ingredients) for ingredients, _ in readings}) <= 1
    if readings and agree and all(whole for _, whole in readings) and fact.identified is not Verification.UNVERIFIED:
        return Medicine(fact, found, recognised=True)
    placement = placements.get(_key(fact))
    if placement is None:
        return Medicine(fact, found, recognised=False)
    if placement.value == HARMLESS:
        return Medicine(fact, found, recognised=True)
    ingredients, whole = recognise(str(placement.value), formulary)
    return Medicine(fact, tuple(dict.fromkeys(found + ingredients)), recognised=whole)


def medicines_of(chart: Chart, vocabulary: Vocabulary, formulary: Formulary) -> MedicineList:
    """The list as the chart has it, with the answer of whoever reviewed it."""
    placements = _placements(chart, vocabulary)
    placed = tuple(_placed(f, formulary, placements) for f in standing_medicines(chart))
    current = tuple(m for m in placed if _is_current(m.fact, chart))
    stopped = tuple(m for m in placed if not _is_current(m.fact, chart) and m.fact.status not in NEVER_TAKEN)
    review, why = _review(chart, vocabulary)
    return MedicineList(current, review, why, stopped)


def _review(chart: Chart, vocabulary: Vocabulary) -> tuple[Fact | None, str]:
    """A review counts while it is fresh and nothing was learned since that it did not see."""
    reviews = [f for f in chart.of(REVIEW) if f.asserted_by]
    if not reviews:
        return None, "Nobody has gone through the medicines with the person."
    last = reviews[-1]
    if last.value is not True:
        return None, "The last review of the medicines was left open."
    if not is_fresh(last, vocabulary.definitions[REVIEW], chart.as_of):
        return None, f"The review of {last.at:%d %b %Y} is too old to go by."
    if any((f.learned_at or f.at) > last.at for f in chart.of(MEDICINE) if not f.asserted_by):
        return None, f"A medicine came in after the review of {last.at:%d %b %Y}."
    return last, ""
