"""The numbers of a monitoring plan that a site may tighten, and the plan as it is where it did."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from openkap.clinical.monitoring.plan import CheckItem, Compare, Limit, MonitoringPlan, Threshold
from openkap.clinical.tightening import Limit as Tightenable
from openkap.clinical.tightening import Tighter

WATCH = "minimum-watch"
LONGEST_WATCH_MIN = Decimal(24 * 60)  # a session belongs to one day
UPWARD = frozenset({Compare.ABOVE, Compare.AT_LEAST, Compare.RISE_ABOVE, Compare.RISE_AT_LEAST, Compare.FALL_AT_LEAST})
OF_A_CHANGE = frozenset({Compare.RISE_ABOVE, Compare.RISE_AT_LEAST, Compare.FALL_AT_LEAST})


def tightenable(plan: MonitoringPlan) -> tuple[Tightenable, ...]:
    """Every number of the plan that a site may tighten: what raises, what holds, how long is watched."""
    watch = Tightenable(
        WATCH, "Watching", "Shortest watch", "after the last dose: at least", " min",
        Decimal(int(plan.minimum_watch.total_seconds() // 60)), Tighter.HIGHER, LONGEST_WATCH_MIN, plan.watch_basis,
        whole=True,
    )  # fmt: skip
    found = [watch]
    for threshold in plan.thresholds:
        found += [x for limit in threshold.any if (x := _raising(plan, threshold, limit))]
    for group, rows in (("Before the dose", plan.before_dose), ("Before leaving", plan.discharge)):
        found += [x for row in rows for limit in row.limits if (x := _holding(plan, group, row, limit))]
    return tuple(found)


def tightened(plan: MonitoringPlan, site: Mapping[str, Decimal]) -> MonitoringPlan:
    """The plan with the site's stricter numbers; one that is no stricter, or that the plan lacks, changes nothing."""
    here = {t.path: value for t in tightenable(plan) if (value := t.here(site.get(t.path))) != t.default}
    if not here:
        return plan
    watch = here.get(WATCH)
    return replace(
        plan,
        minimum_watch=plan.minimum_watch if watch is None else timedelta(minutes=int(watch)),
        thresholds=tuple(_threshold(t, here) for t in plan.thresholds),
        before_dose=tuple(_row(r, here) for r in plan.before_dose),
        discharge=tuple(_row(r, here) for r in plan.discharge),
    )


def _path(owner: str, limit: Limit) -> str:
    return f"{owner}/{limit.measure}/{limit.compare}"


def _raising(plan: MonitoringPlan, threshold: Threshold, limit: Limit) -> Tightenable | None:
    """A limit that raises an alert once it is met: the sooner it is met, the stricter."""
    tighter = Tighter.LOWER if limit.compare in UPWARD else Tighter.HIGHER
    says = f"{threshold.tier.value} {threshold.moment.value.replace('-', ' ')}"
    return _numeric(
        plan, threshold.id, f"Alerts: {dict(plan.causes)[threshold.cause]}", says, limit, tighter, threshold
    )


def _holding(plan: MonitoringPlan, group: str, row: CheckItem, limit: Limit) -> Tightenable | None:
    """A limit that must hold before somebody goes on: the less it admits, the stricter."""
    tighter = Tighter.HIGHER if limit.compare in UPWARD else Tighter.LOWER
    return _numeric(plan, row.id, group, row.display, limit, tighter, row)


def _numeric(
    plan: MonitoringPlan, owner: str, group: str, says: str, limit: Limit, tighter: Tighter, of: Threshold | CheckItem
) -> Tightenable | None:
    measure = plan.measure(limit.measure)
    if not isinstance(limit.value, Decimal) or measure is None or measure.between is None:
        return None
    low, high = measure.between
    if limit.compare in OF_A_CHANGE:
        low, high = Decimal(0), high - low
    furthest = low if tighter is Tighter.LOWER else high
    words = f"{says}: {limit.compare.value.replace('-', ' ')}"
    return Tightenable(
        _path(owner, limit), group, measure.display, words, measure.unit_words, limit.value, tighter, furthest, of.basis
    )


def _limits(owner: str, limits: tuple[Limit, ...], here: Mapping[str, Decimal]) -> tuple[Limit, ...]:
    return tuple(replace(x, value=here.get(_path(owner, x), x.value)) for x in limits)


def _row(row: CheckItem, here: Mapping[str, Decimal]) -> CheckItem:
    return replace(row, limits=_limits(row.id, row.limits, here))


def _threshold(threshold: Threshold, here: Mapping[str, Decimal]) -> Threshold:
    """The threshold at the site's number, which its words then name: the content's words name the content's number."""
    limits = _limits(threshold.id, threshold.any, here)
    if limits == threshold.any:
        return threshold
    named = ", ".join(
        f"{x.measure.replace('-', ' ')} {x.compare.value.replace('-', ' ')} {x.value}"
        for x, before in zip(limits, threshold.any, strict=True)
        if x != before
    )
    return replace(threshold, any=limits, says=f"{threshold.says} (This site's stricter limit: {named}.)")
