"""Where groups of other people stood on a day, laid on one person's own scale; never what this person will do.

A published share of responders says how many had fallen to half of where they began. Half of where this person began
is a score of theirs, and that is where the mark stands. Nothing is fitted or simulated. Whoever was not measured in
a study is in none of its shares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.evidence.benchmarks import Arm, Measure
from openkap.clinical.outcomes.change import Rules
from openkap.clinical.outcomes.studies import Study


class Mark(StrEnum):
    """What a mark on the scale is."""

    RESPONSE = "response"
    REMISSION = "remission"
    WORSE = "worse"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A score on this person's scale, and what was published about it.

    ``percent`` of the group stood at it or better (for ``WORSE``: stood worse than it), ``other`` of the comparison
    group; None where it was not read. ``MEAN`` has no percent: it is the start moved by the mean change, with the
    standard deviation of that change if it was read.
    """

    mark: Mark
    level: Decimal
    percent: Decimal | None = None
    other: Decimal | None = None
    deviation: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What one study says about one day."""

    study: Study
    day: int
    landmarks: tuple[Landmark, ...]

    @property
    def band(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """The two scores between which part of the group stood, and how many percent; None where it was not read.

        Better than the one were those in remission, worse than the other those who got worse.
        """
        best, worst = self._one(Mark.REMISSION), self._one(Mark.WORSE)
        if best is None or worst is None or best.percent is None or worst.percent is None:
            return None
        return (best.level, worst.level, 100 - best.percent - worst.percent)

    def _one(self, mark: Mark) -> Landmark | None:
        return next((m for m in self.landmarks if m.mark is mark), None)


def groups(rules: Rules, start: Decimal, studies: Iterable[Study], instrument: str, product: str) -> tuple[Group, ...]:
    """Studies of this scale and treatment in outpatients at a known day, in the order of the file, with their marks.

    ``start`` is this person's last score before treatment.
    """
    found = []
    for study in studies:
        day = study.row.at_day
        if study.instrument != instrument or product not in study.products or study.people or day is None:
            continue
        if marks := _landmarks(rules, start, study):
            found.append(Group(study, day, marks))
    return tuple(found)


def _landmarks(rules: Rules, start: Decimal, study: Study) -> tuple[Landmark, ...]:
    found = []
    if study.response_percent is not None and rules.low == 0 and start:  # there is no percentage of 0
        share = Decimal(study.response_percent) / 100
        level = start * (1 - share) if rules.lower_is_better else start * (1 + share)
        found += _shares(study, Mark.RESPONSE, Measure.RESPONSE, level)
    if study.remission_at_most is not None:
        found += _shares(study, Mark.REMISSION, Measure.REMISSION, Decimal(study.remission_at_most))
    if study.worse_event:
        found += _shares(study, Mark.WORSE, Measure.EVENT, start, study.worse_event)
    change, spread = study.row.one(Measure.CHANGE, Arm.TREATMENT), study.row.one(Measure.CHANGE_SD, Arm.TREATMENT)
    if change is not None:
        found.append(Landmark(Mark.MEAN, start + change.value, deviation=spread.value if spread else None))
    return tuple(m for m in found if rules.low <= m.level <= rules.high)


def _shares(study: Study, mark: Mark, measure: Measure, level: Decimal, what: str = "") -> list[Landmark]:
    """The share that was read, if it was; with the comparison group's."""
    told = {r.arm: r.value for r in study.row.facts if (r.measure, r.what) == (measure, what) and r.unit == "%"}
    if Arm.TREATMENT not in told:
        return []
    return [Landmark(mark, level, told[Arm.TREATMENT], told.get(Arm.CONTROL))]
