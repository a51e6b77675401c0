"""Small readings that every resource needs: codings, the words of a concept, status codes, where a resource stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from openkap.clinical.facts import Meaning, Vocabulary
from openkap.clinical.sources import Verification
from openkap.gateways.referrals.instants import moment
from openkap.gateways.referrals.reading import Json

UNDATED = datetime(1900, 1, 1, tzinfo=UTC)  # a claim without a date still raises: it counts as older than any answer


@dataclass(frozen=True, slots=True)
class Context:
    """What the reading of one resource needs from around it."""

    vocabulary: Vocabulary
    by_reference: dict[str, Json]
    places: dict[int, str]  # id() of a resource object → its place in the file

    def place(self, resource: Json) -> str:
        """Where the resource stands, e.g. ``Condition/f4c7``."""
        return self.places[id(resource)]


def _text(holder: Json, name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def objects(value: object) -> list[Json]:
    """The objects of a list; whatever else stands there says nothing."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def codings(concept: object) -> list[tuple[str, str, str]]:
    """System, code and display of every coding."""
    found = objects(concept.get("coding")) if isinstance(concept, dict) else []
    return [(_text(c, "system"), _text(c, "code"), _text(c, "display")) for c in found]


def words(concept: object) -> str:
    """The text of a concept, or its first display."""
    displays = [display for _, _, display in codings(concept) if display]
    own = _text(concept, "text") if isinstance(concept, dict) else ""
    return own or (displays[0] if displays else "")


def status_code(concept: object) -> str:
    """The code of a status concept; empty when there is none."""
    found = codings(concept)
    return found[0][1] if found else ""


def meanings(concept: object, vocabulary: Vocabulary) -> tuple[Meaning, ...]:
    """Every fact that the codings of a concept state, each once, by its best verified code."""
    best: dict[str, Meaning] = {}
    for system, code, _ in codings(concept):
        for meaning in vocabulary.meanings(system, code):
            known = best.get(meaning.fact)
            if known is None or known.verification is Verification.UNVERIFIED:
                best[meaning.fact] = meaning
    return tuple(best.values())


def first_moment(*texts: object) -> datetime:
    """The first of these dates that says anything; ``UNDATED`` when none does."""
    return next((found for found, _ in map(moment, texts) if found is not None), UNDATED)


def part(resource: Json, name: str, inner: str) -> object:
    """A member of an object that may be absent, e.g. ``onsetPeriod.start``."""
    value = resource.get(name)
    return value.get(inner) if isinstance(value, dict) else None
