"""Monitoring plans: what is due when, what raises an alert, and what must be true before a dose and before leaving."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from openkap.clinical.monitoring.plan import (
    Anchor,
    CheckItem,
    Compare,
    Limit,
    Measure,
    Moment,
    MonitoringPlan,
    ObservationTime,
    Symptom,
    Threshold,
    Tier,
)
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, duration, optional

SHORTEST_WATCH = timedelta(minutes=120)
OWN_CAUSES = {"overdue", "after-stop", "emergency"}  # raised by the engine itself; without a name they could not show


def read(document: dict[str, Any], pin: Pin) -> MonitoringPlan:
    """A plan as the core knows it."""
    timing = document["timing"]
    return MonitoringPlan(
        pin=pin,
        title=document["title"],
        product=document["product"],
        minimum_watch=duration(document["minimum-watch"]["for"]),
        late_after=duration(timing["late-after"]),
        overdue_after=duration(timing["overdue-after"]),
        overdue_tier=Tier(timing["overdue-tier"]),
        silence_at_most=duration(timing["silence-at-most"]),
        causes=tuple(document["causes"].items()),
        measures=tuple(_measure(m) for m in document["measures"]),
        times=tuple(_time(t) for t in document["times"]),
        thresholds=tuple(_threshold(t) for t in document["thresholds"]),
        symptoms=tuple(_symptom(s) for s in document["symptoms"]),
        before_dose=tuple(_row(r) for r in document["before-dose"]),
        discharge=tuple(_row(r) for r in document["discharge"]),
        watch_basis=basis(document["minimum-watch"]["basis"]),
    )


def check(entry: Entry) -> Iterable[str]:
    """Faults between the parts: names that nothing answers to, ids that stand twice, rules that could never fire."""
    plan: MonitoringPlan = entry.value
    if plan.minimum_watch < SHORTEST_WATCH:
        yield "The minimum watch is under 120 minutes. It may be longer, never shorter."
    causes = {cause for cause, _ in plan.causes}
    if not causes >= OWN_CAUSES:
        yield f"The causes lack {', '.join(sorted(OWN_CAUSES - causes))}: such alerts could not be shown."
    used = [t.cause for t in plan.thresholds] + [s.cause for s in plan.symptoms]
    yield from _unknown("cause", used, causes)
    yield from _unknown("measure", _measures_named(plan), {m.id for m in plan.measures})
    yield from _unknown("symptom", [s for t in plan.thresholds for s in t.symptoms], {s.id for s in plan.symptoms})
    for ids in _ids(plan):
        yield from (f"The id {i!r} stands twice." for i in sorted({i for i in ids if ids.count(i) > 1}))
    for threshold in plan.thresholds:
        if threshold.apart and threshold.within and threshold.apart > threshold.within:
            yield f"The threshold {threshold.id!r} can never be met: 'apart' is longer than 'within'."
    for cause in sorted(causes - OWN_CAUSES - set(used)):
        yield f"Nothing can raise the cause {cause!r}."


def _unknown(what: str, named: list[str], known: set[str]) -> Iterable[str]:
    yield from (f"There is no {what} {name!r}." for name in sorted(set(named) - known))


def _ids(plan: MonitoringPlan) -> tuple[list[str], ...]:
    """Ids that must differ among each other."""
    return (
        [m.id for m in plan.measures],
        [t.id for t in plan.times],
        [t.id for t in plan.thresholds] + [s.id for s in plan.symptoms],
        [r.id for r in (*plan.before_dose, *plan.discharge)],
    )


def _measures_named(plan: MonitoringPlan) -> list[str]:
    rows = (*plan.before_dose, *plan.discharge)
    limits = [limit for rule in plan.thresholds for limit in rule.any] + [limit for r in rows for limit in r.limits]
    due = [m for t in plan.times for m in t.measures]
    return [x.measure for x in limits] + due + [m for r in rows for m in r.measures]


def _measure(m: dict[str, Any]) -> Measure:
    low, high = m.get("between", (None, None))
    return Measure(
        id=m["id"],
        display=m["display"],
        basis=basis(m["basis"]),
        unit=m.get("unit", ""),
        between=None if low is None else (Decimal(str(low)), Decimal(str(high))),
        choices=tuple(m.get("choices", ())),
        words=tuple(m.get("words", {}).items()),
    )


def _time(t: dict[str, Any]) -> ObservationTime:
    return ObservationTime(
        id=t["id"],
        measures=tuple(t["measures"]),
        after=duration(t["after"]),
        anchor=Anchor(t["anchor"]),
        basis=basis(t["basis"]),
        every=optional(t, "every"),
        until=optional(t, "until"),
        early=optional(t.get("window", {}), "early"),
        late=optional(t.get("window", {}), "late"),
        required=t.get("required", False),
    )


def _limits(items: list[dict[str, Any]]) -> tuple[Limit, ...]:
    found = []
    for item in items:
        ((name, value),) = ((k, v) for k, v in item.items() if k != "of")
        found.append(Limit(item["of"], Compare(name), value if name == "is" else Decimal(str(value))))
    return tuple(found)


def _threshold(t: dict[str, Any]) -> Threshold:
    repeated, symptoms = t.get("repeated", {}), t.get("with-symptoms", {})
    return Threshold(
        id=t["id"],
        cause=t["cause"],
        tier=Tier(t["tier"]),
        says=t["says"],
        moment=Moment(t["moment"]),
        any=_limits(t["any"]),
        basis=basis(t["basis"]),
        apart=optional(repeated, "apart"),
        within=optional(repeated or symptoms, "within"),
        symptoms=tuple(symptoms.get("any", ())),
    )


def _symptom(s: dict[str, Any]) -> Symptom:
    return Symptom(
        s["id"], s["display"], s["cause"], Tier(s["tier"]), s["says"], basis(s["basis"]), risk=s.get("risk", False)
    )


def _row(r: dict[str, Any]) -> CheckItem:
    return CheckItem(
        id=r["id"],
        display=r["display"],
        basis=basis(r["basis"]),
        within=duration(r["within"]),
        asks=r.get("asks", True),
        may_not_apply=r.get("may-not-apply", False),
        releasable=r.get("releasable", False),
        measures=tuple(r.get("measures", ())),
        limits=_limits(r.get("limits", [])),
        needs=tuple(r.get("needs", ())),
        jurisdictions=tuple(r.get("jurisdictions", ())),
    )
