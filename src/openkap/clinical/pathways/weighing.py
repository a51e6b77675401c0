"""The comparison itself. It lists; it never adds up, ranks or picks. With acute risk there is no comparison at all.

An unknown fact speaks for nothing. A fact that rests only on an unverified code may speak against, never for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openkap.clinical.eligibility.decision import Verdict
from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.eligibility.medicines import medicines_of
from openkap.clinical.eligibility.operators import Situation, judge
from openkap.clinical.facts import Chart
from openkap.clinical.pathways.reasons import Guide, Reason, RiskRule, Speaks
from openkap.clinical.protocols.definition import CourseKind
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth

ENGINE = "1.1.0"  # the version of the method; a stored choice names it beside its content


class Standing(StrEnum):
    """Whether an option is open. ``HELD`` may be chosen; no dose is given until screening is settled and signed."""

    OPEN = "open"
    HELD = "held"
    RULED_OUT = "ruled out"


@dataclass(frozen=True, slots=True)
class Found:
    """A reason as it came out for this person; general ones have no judgement."""

    reason: Reason
    judgement: Judgement | None

    @property
    def facts(self) -> tuple[str, ...]:
        """What of this person it rests on, in words; empty for what holds for everybody."""
        return self.judgement.because if self.judgement else ()


@dataclass(frozen=True, slots=True)
class Option:
    """One option. ``unknown`` are reasons that would bear on it once a fact is recorded."""

    kind: CourseKind
    standing: Standing
    speaks_for: tuple[Found, ...]
    speaks_against: tuple[Found, ...]
    not_known: tuple[Found, ...]
    unknown: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class RiskFirst:
    """Acute risk: the steps, why, and nothing else. It has no options, so none can be shown or chosen."""

    rule: RiskRule
    because: tuple[str, ...]
    fact_ids: tuple[str, ...]
    as_of: datetime
    pins: tuple[Pin, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What speaks for and against each option. While ``risk_unknown`` says something, nothing can be chosen."""

    options: tuple[Option, ...]
    risk_unknown: tuple[str, ...]
    fact_ids: tuple[str, ...]
    as_of: datetime
    pins: tuple[Pin, ...]

    def option(self, kind: CourseKind) -> Option:
        """The option of this kind."""
        return next(o for o in self.options if o.kind is kind)


def weigh(
    guide: Guide, chart: Chart, *, verdicts: Mapping[str, Verdict], open_risk_alerts: int
) -> RiskFirst | Comparison:
    """Compare the options for one person. ``verdicts`` are today's judgements of screening, by product."""
    medicines = medicines_of(chart, guide.vocabulary, guide.formulary)
    now = Situation(chart, guide.vocabulary, medicines, Judgement(Truth.UNKNOWN))
    risk = judge(guide.risk.when, now)
    if risk.truth is Truth.TRUE or open_risk_alerts > 0:
        alerts = (f"{open_risk_alerts} open risk alert{'s' if open_risk_alerts > 1 else ''}.",)
        because = (risk.because if risk.truth is Truth.TRUE else ()) + (alerts if open_risk_alerts else ())
        return RiskFirst(guide.risk, because, _ids((risk,)), chart.as_of, guide.pins)
    found = tuple(Found(r, judge(r.when, now) if r.when else None) for r in guide.reasons)
    judged = tuple(f.judgement for f in found if f.judgement)
    return Comparison(
        options=tuple(_option(kind, found, verdicts) for kind in CourseKind),
        risk_unknown=risk.because if risk.truth is Truth.UNKNOWN else (),
        fact_ids=_ids((risk, *judged)),
        as_of=chart.as_of,
        pins=guide.pins,
    )


def _ids(judged: tuple[Judgement, ...]) -> tuple[str, ...]:
    return tuple(sorted({f.id for j in judged for f in j.facts if f.id}))


def _option(kind: CourseKind, found: tuple[Found, ...], verdicts: Mapping[str, Verdict]) -> Option:
    own = tuple(f for f in found if kind in f.reason.options)

    def those(speaks: Speaks) -> tuple[Found, ...]:
        return tuple(f for f in own if f.reason.speaks is speaks and _holds(f))

    return Option(
        kind=kind,
        standing=_standing(kind, verdicts),
        speaks_for=those(Speaks.FOR),
        speaks_against=those(Speaks.AGAINST),
        not_known=those(Speaks.NOT_KNOWN),
        unknown=tuple(f for f in own if _is_open(f)),
    )


def _holds(found: Found) -> bool:
    if found.judgement is None:
        return True
    weak = found.judgement.weak and found.reason.speaks is Speaks.FOR
    return found.judgement.truth is Truth.TRUE and not weak


def _is_open(found: Found) -> bool:
    if found.judgement is None:
        return False
    weak = found.judgement.weak and found.reason.speaks is Speaks.FOR
    return found.judgement.truth is Truth.UNKNOWN or (found.judgement.truth is Truth.TRUE and weak)


def _standing(kind: CourseKind, verdicts: Mapping[str, Verdict]) -> Standing:
    """With ketamine it stands as screening stands: ruled out only when every product is."""
    if not kind.has_dosing:
        return Standing.OPEN
    said = set(verdicts.values())
    if said == {Verdict.EXCLUDED}:
        return Standing.RULED_OUT
    return Standing.OPEN if Verdict.ELIGIBLE in said else Standing.HELD
