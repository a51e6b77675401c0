"""Two protocols, the same people: what differs, with what chance and the parameters leave open. It ranks nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.simulation.cohort import MEASURES, Measure, spread
from openkap.clinical.simulation.course import Course


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of both, and the second minus the first, over the people of whom both speak."""

    id: str
    says: str
    unit: str
    people: int
    first: float | None
    second: float | None
    difference: float | None
    interval: Interval | None

    @property
    def clear(self) -> bool:
        """Whether the two differ beyond chance and the parameters' own intervals."""
        return self.interval is not None and not self.interval.holds(0.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """One course by its figures alone, in the order of the measures; None where one does not speak of this person."""

    number: int
    world: int
    values: tuple[float | None, ...]


def measured(course: Course) -> Measured:
    """What a comparison needs of a course. It is small enough to be kept while the others are worked out."""
    return Measured(course.person.number, course.person.world, tuple(m.of(course) for m in MEASURES))


def differences(first: Sequence[Course], second: Sequence[Course]) -> tuple[Difference, ...]:
    """Every measure of both cohorts, which must be the same people of the same seed."""
    return compared([measured(c) for c in first], [measured(c) for c in second])


def compared(first: Sequence[Measured], second: Sequence[Measured]) -> tuple[Difference, ...]:
    """The same of courses of which only the figures were kept."""
    if [m.number for m in first] != [m.number for m in second]:
        raise ValueError("The two cohorts are different people. Simulate both with one seed and one number of people.")
    return tuple(_difference(n, m, first, second) for n, m in enumerate(MEASURES))


def _difference(which: int, measure: Measure, first: Sequence[Measured], second: Sequence[Measured]) -> Difference:
    """Person by person, so that what both protocols share cancels out; of whom either says nothing is left out."""
    by_world: dict[int, list[float]] = {}
    befores, afters = [], []
    for one, other in zip(first, second, strict=True):
        before, after = one.values[which], other.values[which]
        if before is not None and after is not None:
            befores.append(before)
            afters.append(after)
            by_world.setdefault(one.world, []).append(after - before)
    if not befores:
        return Difference(measure.id, measure.says, measure.unit, 0, None, None, None, None)
    apart, reach = fmean(afters) - fmean(befores), spread(list(by_world.values()))
    interval = None if reach is None else Interval(apart - reach, apart + reach)
    return Difference(
        measure.id, measure.says, measure.unit, len(befores), fmean(befores), fmean(afters), apart, interval
    )
