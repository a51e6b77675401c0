"""Chance as an argument: every number drawn belongs to a seed, a person and a purpose, so order and size do not matter.

Philox is a counter-based generator (Salmon et al., SC 2011): the key is the seed and the person, the counter says what
for. The same person meets the same luck under two protocols, so that a comparison compares the protocols.
"""

from enum import IntEnum

import numpy as np

SEED_MOST = 2**63 - 1  # the largest seed that a key of the generator holds beside a person's number
WORLDS = 20  # sets of parameters, each drawn within the published intervals; a person belongs to one


class Purpose(IntEnum):
    """What a stream of numbers is for."""

    WORLD = 0
    PERSON = 1
    FORMS = 2
    SESSION = 3


def stream(seed: int, number: int, purpose: Purpose, which: int = 0) -> np.random.Generator:
    """The numbers of one purpose; ``which`` is the day of a form or the number of a dose."""
    return np.random.Generator(np.random.Philox(key=[seed, number], counter=[0, 0, which, purpose]))


def world_of(number: int) -> int:
    """The world that a person belongs to."""
    return number % WORLDS


def deviates(seed: int, world: int) -> tuple[float, float, float]:
    """How far benefit, leaving and relapse lie from the published figures in one world, in standard errors."""
    benefit, leaving, relapse = stream(seed, world, Purpose.WORLD).standard_normal(3)
    return float(benefit), float(leaving), float(relapse)
