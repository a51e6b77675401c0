"""The verdict: every criterion judged, what a prescriber overrode or an assessor cleared, and why it came out so.

A contraindication that is raised only by something unverified holds instead of excluding: nobody is ruled out for good
by a code or a rule that was never checked at its source, and nothing unverified clears anything either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openkap.clinical.eligibility.definitions import Criterion, Level, Relative, Result, Rulebook, Standing
from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.eligibility.interactions import (
    RESULTS,
    InteractionFinding,
    hard_judgement,
    judge_interaction,
)
from openkap.clinical.eligibility.medicines import Medicine, medicines_of
from openkap.clinical.eligibility.operators import Situation, judge
from openkap.clinical.facts import Chart, Fact
from openkap.clinical.sources import Pin, strongest
from openkap.clinical.values import Truth

ENGINE = "1.0.0"  # the version of the method; a stored decision names it beside its content


class Verdict(StrEnum):
    """What the screen says. ``eligible`` reads *nothing found against it in what is known*."""

    ELIGIBLE = "eligible"
    HOLD = "hold"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Settlement:
    """A prescriber's override of a relative criterion, or a named person's clearance of one that asks evaluation."""

    criterion: str  # the content id
    level: Level
    by: str
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.by.strip():
            raise ValueError("An override or clearance needs a name and a reason. Write both.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion for one person: its result, what it rests on, and what settled it if anything did."""

    criterion: Criterion
    standing: Standing
    level: Level  # how it counts here: a contraindication that is not verified counts as relative
    judgement: Judgement
    settled_by: Settlement | None
    borrowed: bool

    @property
    def result(self) -> Result:
        """Clear, raised or unknown."""
        return RESULTS[self.judgement.truth]

    @property
    def is_softened(self) -> bool:
        """Whether it would rule the product out, were it verified."""
        return self.standing.level is Level.CONTRAINDICATED and self.level is not Level.CONTRAINDICATED

    @property
    def holds(self) -> bool:
        """Whether this alone keeps the verdict from *eligible*."""
        if self.level is Level.INFORMATION or self.result is Result.CLEAR:
            return False
        return self.result is Result.UNKNOWN or self.settled_by is None

    @property
    def excludes(self) -> bool:
        """Whether this alone rules the product out."""
        return self.level is Level.CONTRAINDICATED and self.result is Result.RAISED


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict that can be replayed: what was asked, what was found, and exactly which content was used."""

    product: str
    jurisdiction: str
    as_of: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    interactions: tuple[InteractionFinding, ...]
    unrecognised: tuple[Medicine, ...]
    pins: tuple[Pin, ...]
    engine: str = ENGINE

    def count(self, result: Result) -> int:
        """How many criteria came out so."""
        return sum(1 for f in self.findings if f.result is result)


def decide(
    rules: Rulebook,
    facts: Iterable[Fact],
    *,
    product: str,
    jurisdiction: str,
    as_of: datetime,
    settlements: Iterable[Settlement] = (),
) -> Decision:
    """Judge one person for one product. Facts and settlements later than ``as_of`` do not exist."""
    chart = Chart.at(facts, as_of)
    medicines = medicines_of(chart, rules.vocabulary, rules.formulary)
    before = Situation(chart, rules.vocabulary, medicines, Judgement(Truth.UNKNOWN))
    relative = rules.relatives.get(product)
    interactions = tuple(judge_interaction(i, product, before, relative) for i in rules.interactions)
    now = Situation(chart, rules.vocabulary, medicines, hard_judgement(interactions))
    given = tuple(s for s in settlements if s.at <= as_of)
    findings = tuple(_find(c, (product, jurisdiction, relative), now, given) for c in rules.criteria)
    return Decision(
        product=product,
        jurisdiction=jurisdiction,
        as_of=as_of,
        verdict=_verdict(findings),
        findings=findings,
        interactions=interactions,
        unrecognised=medicines.unrecognised,
        pins=rules.pins,
    )


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    if any(f.excludes for f in findings):
        return Verdict.EXCLUDED
    return Verdict.HOLD if any(f.holds for f in findings) else Verdict.ELIGIBLE


def _find(
    criterion: Criterion, asked: tuple[str, str, Relative | None], now: Situation, settlements: tuple[Settlement, ...]
) -> Finding:
    standing = criterion.standing_for(*asked)
    judgement = judge(criterion.when, now)
    level = standing.level
    verified = strongest(standing.basis).may_contraindicate and not judgement.weak
    if level is Level.CONTRAINDICATED and judgement.truth is Truth.TRUE and not verified:
        level = Level.RELATIVE
    settled = None
    if judgement.truth is Truth.TRUE:
        settled = _settlement(criterion, level, judgement, settlements, now.chart.as_of)
    return Finding(criterion, standing, level, judgement, settled, criterion.is_borrowed(*asked))


def _settlement(
    criterion: Criterion, level: Level, judgement: Judgement, settlements: tuple[Settlement, ...], as_of: datetime
) -> Settlement | None:
    """The newest one that fits: of this level, not too old, and made knowing every fact that now raises it."""
    known_at = max((f.learned_at or f.at for f in judgement.facts), default=None)
    fitting = [
        s
        for s in settlements
        if s.criterion == criterion.pin.id
        and s.level is level
        and as_of - s.at <= criterion.settles_for
        and (known_at is None or s.at >= known_at)
    ]
    return max(fitting, key=lambda s: s.at, default=None)
