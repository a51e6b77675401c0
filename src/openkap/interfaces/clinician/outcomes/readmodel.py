"""What the page of outcomes shows: the strip of denominators first, then each figure with its rule and its people."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from openkap.clinical.outcomes.abstinence import Days
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.told import Figure, Flow, Programme, Span
from openkap.clinical.sources import strongest
from openkap.clinical.values import Known, Unknown
from openkap.interfaces.clinician.outcomes import pictures
from openkap.interfaces.clinician.outcomes.ratios import SoonerPart, sooner_part
from openkap.interfaces.components.telling import (
    SHAPES,
    TITLES,
    between,
    bounds,
    courses_title,
    how_many,
    measure_title,
    percent,
    rule_words,
    state_of,
    why_not,
)
from openkap.records.reporting.outcomes import Report


@dataclass(frozen=True, slots=True)
class Step:
    """One number of the strip, and what it means."""

    title: str
    count: str
    means: str


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share as the table says it; without a share, why."""

    title: str
    value: str
    interval: str
    people: str
    bounds: str
    state: tuple[str, str]
    why_not: str
    rule: str
    verification: str


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A day of a curve: percent still without the event, its band, and how many are still watched."""

    day: int
    remaining: str
    band: str
    watched: int


@dataclass(frozen=True, slots=True)
class CurvePart:
    """A curve with its table and its middle; or why there is none."""

    title: str
    note: str
    why_not: str = ""
    picture: SafeString | None = None
    rows: tuple[CurveRow, ...] = ()
    people: int = 0
    events: str = ""
    median: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of the question."""

    id: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The whole page but for the frame."""

    title: str
    steps: tuple[Step, ...]
    shares: tuple[ShareRow, ...]
    shares_picture: SafeString
    baseline: str
    curves: tuple[CurvePart, ...]
    sooner: SoonerPart
    means: "MeansPart"
    shapes: tuple[tuple[str, str], ...]
    shapes_why_not: str


@dataclass(frozen=True, slots=True)
class MeansPart:
    """Means by time point; or why there are none."""

    why_not: str = ""
    picture: SafeString | None = None
    rows: tuple[tuple[str, str, str, int], ...] = ()
    people: int = 0
    baseline: str = ""


def choices(report: Report) -> dict[str, list[Choice]]:
    """What else may be asked for."""
    asked = report.asked
    return {
        "courses": [Choice(c, courses_title(c), c == asked.courses) for c in report.choices],
        "measures": [Choice(m, measure_title(m), m == asked.measure) for m in report.measures],
        "points": [Choice(p.id, p.title, p.id == asked.point) for p in report.standards.points],
    }


def told(found: Programme, report: Report) -> Told:
    """The figures of one measure at one time point."""
    standards, rules = report.standards, found.rules
    return Told(
        title=f"{courses_title(report.asked.courses)}: {rules.measure} at {found.point.title}",
        steps=strip(found.flow, found.point.title, standards),
        shares=tuple(_share_row(f, found) for f in found.figures),
        shares_picture=pictures.shares(found.figures),
        baseline=_baseline(found),
        curves=(
            _curve(found.to_response, standards, "Time to response", "without a response"),
            _curve(found.to_relapse, standards, "Time to relapse, of those who responded", "without a relapse"),
        ),
        sooner=sooner_part(found.sooner_relapse, found.rules),
        means=_means(found),
        shapes=()
        if isinstance(found.shapes, Unknown)
        else tuple((SHAPES[kind], how_many(count)) for kind, count in found.shapes),
        shapes_why_not=_sentence(found.shapes),
    )


def strip(flow: Flow, point: str, standards: Standards) -> tuple[Step, ...]:
    """Referred, eligible, started, reached, measured, analysed; a small count is hidden."""
    steps = (
        ("Referred", flow.referred, "came to the clinic in this time"),
        ("Eligible", flow.eligible, "a signed decision found nothing against it, or treatment began"),
        ("Started", flow.started, "first dose given; without doses, first visit kept; the plan asks for this measure"),
        (f"Reached {point}", flow.reached, "started long enough ago"),
        ("Measured", flow.measured, "of those, answered at least once since the start"),
        ("Analysed", flow.analysed, f"of those, a score before the start and one at {point}"),
    )
    shown = (f"1 to {standards.small - 1}" if standards.hides(n) else str(n) for _, n, _ in steps)
    return tuple(Step(title, count, means) for (title, _, means), count in zip(steps, shown, strict=True))


def _share_row(figure: Figure, found: Programme) -> ShareRow:
    rule, standing = rule_words(found.rules, figure), strongest(figure.rule.basis) if figure.rule else ""
    if not isinstance(figure.share, Known):
        return ShareRow(
            TITLES[figure.id], "", "", "", "", state_of(figure.share), why_not(figure.share), rule, standing
        )
    share = figure.share.value
    return ShareRow(
        title=TITLES[figure.id],
        value=percent(share.value),
        interval=between(share.interval),
        people=f"{share.met} of {share.among.analysed}",
        bounds=bounds(share),
        state=("", ""),
        why_not="",
        rule=rule,
        verification=standing,
    )


def _baseline(found: Programme) -> str:
    start = found.baseline
    if isinstance(start, Unknown):
        return ""
    return f"{start.people} people began at {start.mean:.1f} on average (standard deviation {start.deviation:.1f})."


def _sentence(value: object) -> str:
    return f"{value.detail[:1].upper()}{value.detail[1:]}." if isinstance(value, Unknown) else ""


def _curve(span: Span | Unknown, standards: Standards, title: str, words: str) -> CurvePart:
    if isinstance(span, Unknown):
        return CurvePart(title, words, _sentence(span))
    rows = []
    for day in pictures.days_shown(span, standards.small):
        at = span.curve.at(day)
        if isinstance(at, Known):
            band = "" if isinstance(at.value.band, Unknown) else between(at.value.band)
            rows.append(CurveRow(day, percent(at.value.remaining), band, span.at_risk(day)))
    median = span.curve.median()
    events = f"1 to {standards.small - 1}" if standards.hides(span.curve.events) else str(span.curve.events)
    return CurvePart(
        title=title,
        note=words,
        picture=pictures.curve(span, standards.small, f"Still {words}"),
        rows=tuple(rows),
        people=span.curve.among.analysed,
        events=events,
        median=f"day {median.value:.0f}" if isinstance(median, Known) else f"not reached: {median.detail}",
    )


def _means(found: Programme) -> MeansPart:
    if isinstance(found.means, Unknown):
        return MeansPart(_sentence(found.means))
    rows = tuple(
        (m.point.title, f"{m.estimate.value:.1f}", f"{m.estimate.interval.low:.1f} to {m.estimate.interval.high:.1f}",
         m.measured)
        for m in found.means.at
    )  # fmt: skip
    picture = pictures.means(found.means, found.rules)
    return MeansPart("", picture, rows, found.means.people, f"{found.means.baseline:.1f}")


def days_words(found: Days | Unknown | None) -> dict[str, str]:
    """Days without alcohol in words; empty where the measure is no calendar."""
    if found is None:
        return {}
    if isinstance(found, Unknown):
        return {"why_not": _sentence(found)}
    return {
        "people": f"{found.people} of {found.reached}",
        "before": f"{found.before:.0f}\u00a0%",
        "then": f"{found.then:.0f}\u00a0%",
        "interval": f"{found.interval.low:.0f} to {found.interval.high:.0f}\u00a0%",
        "bounds": f"{found.worst:.0f} to {found.best:.0f}\u00a0%",
    }
