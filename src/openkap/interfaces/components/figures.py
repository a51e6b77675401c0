"""A programme's report as plain data, for whoever takes the same numbers elsewhere. What is hidden stays hidden."""

from typing import Any

from openkap.clinical.outcomes.abstinence import Days
from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.outcomes.told import Figure, Flow, Hidden, Means, Programme, Sooner, Span
from openkap.clinical.values import Known, Unknown
from openkap.interfaces.components.telling import how_many, why_not
from openkap.records.reporting.outcomes import Report

FLOW = ("referred", "eligible", "started", "reached", "measured", "analysed")


def as_dict(report: Report) -> dict[str, Any]:
    """The whole report. A figure that is not told is null, and ``why_not`` stands beside it."""
    asked, standards = report.asked, report.standards
    document: dict[str, Any] = {
        "asked": {"courses": asked.courses, "measure": asked.measure, "point": asked.point, "since": str(asked.since),
                  "until": str(asked.until)},
        "standards": str(standards.pin),
    }  # fmt: skip
    if report.programme is not None:
        document |= _programme(report.programme, standards.small)
    if report.days is not None:
        document["days_abstinent"] = _days(report.days)
    return document


def _programme(found: Programme, small: int) -> dict[str, Any]:
    start = found.baseline
    return {
        "flow": _flow(found.flow, small),
        "baseline": _untold(start)
        if isinstance(start, Unknown)
        else {"people": start.people, "mean": start.mean, "standard_deviation": start.deviation},
        "figures": [_figure(f) for f in found.figures],
        "time_to_response": _span(found.to_response, small),
        "time_to_relapse": _span(found.to_relapse, small),
        "sooner_relapse": _sooner(found.sooner_relapse),
        "means": _means(found.means),
        "shapes": _untold(found.shapes)
        if isinstance(found.shapes, Unknown)
        else {kind.value: _count(count) for kind, count in found.shapes},
    }


def _flow(flow: Flow, small: int) -> dict[str, Any]:
    counts = {name: getattr(flow, name) for name in FLOW}
    return {name: f"1 to {small - 1}" if 0 < count < small else count for name, count in counts.items()}


def _figure(figure: Figure) -> dict[str, Any]:
    rule = float(figure.rule.value) if figure.rule else None
    if not isinstance(figure.share, Known):
        return {"id": figure.id, "rule": rule, "share": None, "why_not": why_not(figure.share)}
    share = figure.share.value
    return {
        "id": figure.id,
        "rule": rule,
        "share": share.value,
        "interval": _pair(share.interval),
        "met": share.met,
        "analysed": share.among.analysed,
        "started": share.among.started,
        "worst": share.worst,
        "best": share.best,
    }


def _span(span: Span | Unknown, small: int) -> dict[str, Any]:
    if isinstance(span, Unknown):
        return _untold(span)
    shown = [s for s in span.curve.steps if s.at_risk >= small]
    median = span.curve.median()
    return {
        "people": span.curve.among.analysed,
        "median_days": median.value if isinstance(median, Known) else None,
        "steps": [
            {"day": s.days, "remaining": s.remaining, "at_risk": s.at_risk,
             "band": None if isinstance(s.band, Unknown) else _pair(s.band)}
            for s in shown
        ],
    }  # fmt: skip


def _sooner(found: Sooner | Unknown) -> dict[str, Any]:
    if isinstance(found, Unknown):
        return _untold(found)
    return {
        "people": found.people,
        "events": found.events,
        "hazard_ratios": [{"covariate": r.covariate, "step": r.step, "ratio": r.value, "interval": _pair(r.interval)}
                          for r in found.ratios],
    }  # fmt: skip


def _means(found: Means | Unknown) -> dict[str, Any]:
    if isinstance(found, Unknown):
        return _untold(found)
    return {
        "people": found.people,
        "baseline": found.baseline,
        "at": [{"point": m.point.id, "day": m.point.day, "measured": m.measured, "mean": m.estimate.value,
                "interval": _pair(m.estimate.interval)} for m in found.at],
    }  # fmt: skip


def _days(found: Days | Unknown) -> dict[str, Any]:
    if isinstance(found, Unknown):
        return _untold(found)
    return {"people": found.people, "reached": found.reached, "before_percent": found.before,
            "percent": found.then, "interval": _pair(found.interval), "worst": found.worst,
            "best": found.best}  # fmt: skip


def _untold(found: Unknown) -> dict[str, Any]:
    return {"why_not": f"{found.detail[:1].upper()}{found.detail[1:]}."}


def _count(count: int | Hidden) -> int | str:
    return how_many(count) if isinstance(count, Hidden) else count


def _pair(interval: Interval) -> list[float]:
    return [interval.low, interval.high]
