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


def differences(first: Sequence[Course], second: Sequence[Course]) -> tuple[Difference, ...]:
    """Every measure of both cohorts, which must be the same people of the same seed."""
    if [c.person.number for c in first] != [c.person.number for c in second]:
        raise ValueError("The two cohorts are different people. Simulate both with one seed and one number of people.")
    return tuple(_difference(m, first, second) for m in MEASURES)


def _difference(measure: Measure, first: Sequence[Course], second: Sequence[Course]) -> Difference:
    """Person by person, so that what both protocols share cancels out; of whom either says nothing is left out."""
    by_world: dict[int, list[float]] = {}
    befores, afters = [], []
    for one, other in zip(first, second, strict=True):
        before, after = measure.of(one), measure.of(other)
        if before is not None and after is not None:
            befores.append(before)
            afters.append(after)
            by_world.setdefault(one.person.world, []).append(after - before)
    if not befores:
        return Difference(measure.id, measure.says, measure.unit, 0, None, None, None, None)
    apart, reach = fmean(afters) - fmean(befores), spread(list(by_world.values()))
    interval = None if reach is None else Interval(apart - reach, apart + reach)
    return Difference(
        measure.id, measure.says, measure.unit, len(befores), fmean(befores), fmean(afters), apart, interval
    )
