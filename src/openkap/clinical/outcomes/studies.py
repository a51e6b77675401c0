"""Published studies beside a programme: which of them may be compared at all, why others may not, and the funnel.

Two figures stand beside each other only where scale, rule, day, treatment and people agree. Nothing is ranked: studies
come in the order of their file, whatever they found, and one without a difference is a study like any other.
"""

from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.evidence.benchmarks import Arm, Benchmark, Measure, may_be_chance
from openkap.clinical.evidence.grades import is_fact
from openkap.clinical.outcomes.proportions import Interval, Share, funnel, wilson
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.told import Figure, Hidden, Programme
from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Known, Truth, Unknown

COMPARED = {Measure.RESPONSE: "response", Measure.REMISSION: "remission"}


class Found(StrEnum):
    """What a study found between its groups."""

    DIFFERENCE = "difference"
    NO_DIFFERENCE = "no-difference"
    NO_GROUP = "no-group"  # nobody to compare with
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Study:
    """One row of a study, and what has to agree before its numbers stand beside a programme's.

    ``instrument`` is empty where the scale is none of ours; ``products`` names what was given; ``people`` says in words
    who took part if it was not the usual outpatient; the two rules are its response in percent and its last score of
    remission, None where they are not known; ``worse_event`` is what its row calls those who got worse. ``found`` is
    set where the row itself has no interval to read it from.
    """

    row: Benchmark
    instrument: str
    products: frozenset[str]
    people: str
    response_percent: int | None
    remission_at_most: int | None
    worse_event: str
    found: Found | None
    basis: tuple[Basis, ...]

    @property
    def result(self) -> Found:
        """Whether its groups differed by more than chance."""
        if self.found is not None:
            return self.found
        chance = may_be_chance(self.row)
        if chance is None:
            return Found.UNREAD if self.row.control else Found.NO_GROUP
        return Found.NO_DIFFERENCE if chance else Found.DIFFERENCE


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The studies of one condition, in the order of the file, and the instruments that measure it."""

    pin: Pin
    title: str
    instruments: tuple[str, ...]
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class Here:
    """The programme that is compared: which instrument and product, and its figures at the study's own time point."""

    instrument: str
    product: str
    programme: Programme | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One published share and ours; ``limits`` is the funnel for as many people as we have, None without a share."""

    what: str
    published: float
    interval: Interval | None
    ours: Known[Share] | Hidden | Unknown
    limits: Interval | None

    @property
    def within(self) -> Truth:
        """Whether ours lies where chance alone would put a programme with the study's truth."""
        if self.limits is None or not isinstance(self.ours, Known):
            return Truth.UNKNOWN
        return Truth.TRUE if self.limits.holds(self.ours.value.value) else Truth.FALSE


@dataclass(frozen=True, slots=True)
class Beside:
    """A study beside the programme: what differs, in words; the shares of both where nothing does."""

    study: Study
    differs: tuple[str, ...]
    pairs: tuple[Pair, ...]


def beside(study: Study, here: Here, standards: Standards) -> Beside:
    """Lay one study beside a programme."""
    differs = _differs(study, here, standards)
    if differs or here.programme is None:
        return Beside(study, differs, ())
    rules = here.programme.rules
    same = {
        Measure.RESPONSE: rules.response is not None and rules.response.value == study.response_percent,
        Measure.REMISSION: rules.remission is not None and rules.remission.value == study.remission_at_most,
    }
    pairs = [_pair(study.row, m, here.programme.figure(id_)) for m, id_ in COMPARED.items() if same[m]]
    return Beside(study, (), tuple(p for p in pairs if p is not None))


def _pair(row: Benchmark, measure: Measure, figure: Figure) -> Pair | None:
    result = row.one(measure, Arm.TREATMENT)
    if result is None or result.what or result.upper is not None or result.unit != "%":
        return None
    published = float(result.value) / 100
    interval = None
    if row.treatment_count and is_fact(row.counts_basis):
        interval = wilson(round(published * row.treatment_count), row.treatment_count)
    ours = figure.share
    limits = funnel(published, ours.value.among.analysed) if isinstance(ours, Known) else None
    return Pair(figure.id, published, interval, ours, limits)


def _differs(study: Study, here: Here, standards: Standards) -> tuple[str, ...]:
    """Why its shares do not stand beside ours, in words; empty where they may."""
    row, found = study.row, []
    if study.instrument != here.instrument:
        found.append(f"another scale: {row.scale}")
    if here.product not in study.products:
        found.append(f"another treatment: {row.treatment}")
    if study.people:
        found.append(f"other people: {study.people}")
    if row.at_day is None:
        found.append("its day is not known")
    elif (point := standards.point_of(row.at_day)) is None:
        found.append(f"day {row.at_day}, which is no time point here")
    elif here.programme is not None and here.programme.point != point:
        found.append(f"another time: day {row.at_day}")
    if found or here.programme is None:
        return tuple(found)
    return (*_other_rule(study, here.programme), *_other_start(row, here.programme))


def _other_rule(study: Study, ours: Programme) -> list[str]:
    rules = ours.rules
    same = (rules.response is not None and rules.response.value == study.response_percent) or (
        rules.remission is not None and rules.remission.value == study.remission_at_most
    )
    meant = "; ".join(text for text in (study.row.response_means, study.row.remission_means) if text)
    return [] if same else [f"another rule: {meant or 'not known'}"]


def _other_start(row: Benchmark, ours: Programme) -> list[str]:
    """Case mix: the two began further apart than one person's reliable change."""
    theirs, reliable = row.one(Measure.BASELINE, Arm.TREATMENT), ours.rules.reliable
    if theirs is None or reliable is None or isinstance(ours.baseline, Unknown):
        return []
    if abs(float(theirs.value) - ours.baseline.mean) < float(reliable.value):
        return []
    return [f"other people: they began at {theirs.value:f} on average, ours at {ours.baseline.mean:.1f}"]
