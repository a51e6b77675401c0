"""Stored results worked out again: *same*, *would differ under a fix* (a newer method), or *drift*, never allowed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Again:
    """One stored result, worked out again. ``trouble`` is empty when it came out as stored; ids only, no values.

    ``fixed``: a newer method judges it today, so that it may come out otherwise.
    """

    name: str
    trouble: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Recheck:
    """How many results came out as stored, and what is wrong with the others."""

    same: int
    would_differ: int
    drift: tuple[str, ...]

    def __add__(self, other: "Recheck") -> "Recheck":
        return Recheck(self.same + other.same, self.would_differ + other.would_differ, (*self.drift, *other.drift))


def sort_out(results: Iterable[Again]) -> Recheck:
    """Sort results into the three heaps."""
    same, would_differ, drift = 0, 0, []
    for result in results:
        if not result.trouble:
            same += 1
        elif result.fixed:
            would_differ += 1
        else:
            drift.append(f"{result.name}: {result.trouble}")
    return Recheck(same, would_differ, tuple(drift))
