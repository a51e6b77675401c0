"""A comparison worked out in pieces, one a request, so that no request is long; their figures are kept a while.

The engine is deterministic: a seed and a number give one course, always. So pieces may come in any order, be worked out
twice, or be forgotten and worked out again, and the answer is the same. A piece holds figures only, of nobody real.
"""

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from django.core.cache import caches

from openkap.clinical.simulation.comparing import Measured, measured
from openkap.clinical.simulation.course import course
from openkap.clinical.simulation.scenario import Scenario
from openkap.interfaces.clinician.simulated.asking import Question

KEPT = "simulated"  # the name of the cache in the settings, which bounds it
SIZE = 10  # people: with both protocols well under a second of one core
ALONE = Lock()  # one piece at a time, however many ask: the rooms' screens are served by the same process
Piece = tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """Both cohorts as far as they are known, the same people in each."""

    first: Piece
    second: Piece
    people: int

    @property
    def done(self) -> bool:
        """Whether everybody has been through both."""
        return len(self.first) == self.people


def next_piece(question: Question) -> Worked:
    """Work out the next piece that is not known, if there is one, and say how far it is."""
    first: Piece = ()
    second: Piece = ()
    worked = False
    with ALONE:
        for start in range(0, question.people, SIZE):
            numbers = range(start, min(start + SIZE, question.people))
            pair = [_kept(s, question.seed, numbers) for s in (question.first, question.second)]
            if None in pair and worked:
                break
            worked = worked or None in pair
            one, other = (p or _worked_out(s, question.seed, numbers)
                          for p, s in zip(pair, (question.first, question.second), strict=True))  # fmt: skip
            first, second = first + one, second + other
    return Worked(first, second, question.people)


def _kept(scenario: Scenario, seed: int, numbers: range) -> Piece | None:
    found: Piece | None = caches[KEPT].get(_key(scenario, seed, numbers))
    return found


def _worked_out(scenario: Scenario, seed: int, numbers: range) -> Piece:
    piece = tuple(measured(course(scenario, seed, number)) for number in numbers)
    caches[KEPT].set(_key(scenario, seed, numbers), piece)
    return piece


def _key(scenario: Scenario, seed: int, numbers: range) -> str:
    """Exactly what a piece rests on: all content with its digests, the arm, the seed, and who."""
    content = [f"{pin.kind}/{pin} {pin.digest}" for pin in scenario.pins]
    whole = [*content, scenario.arm.value, f"{scenario.therapy}", f"{seed}", f"{numbers.start}-{numbers.stop}"]
    return sha256("\n".join(whole).encode()).hexdigest()
