"""Measures as expressions over the tables: written once, carried out by DuckDB on one machine or by Spark on many.

Every figure is a count or a sum, so that figures of several clinics can be added up. The rules of change are those of
:mod:`openkap.clinical.outcomes`; tests hold the two together. No measure ranks anybody, and none is a cause.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _

from openkap.gateways.registry.layout import DAY_MIN, PER_POINT, Scale

_SHIFT = 1 << 24  # a score's key: its minute above, its thousandths in the lower 24 bits; the last is the largest
ENDPOINT_DAYS = (21, 35)  # the score of about four weeks: the last one from day 21 on, before day 35
WEEKS_WATCHED = 26
PERIOD_WEEKS = 4  # of the life table: shorter ones leave cells too small to tell

Table = Any  # an ibis table expression; the library's own types do not name columns


@dataclass(frozen=True, slots=True)
class Measure:
    """A table of figures: what it is of, the columns that name a row, and which count lies within which."""

    id: str
    title: str
    names: tuple[str, ...]
    within: Mapping[str, str]  # a count → the count that it is part of; "" where it is part of none
    of: Callable[[Mapping[str, Table]], Table]
    sums: Mapping[str, str] | None = None  # a sum → the count of what was summed
    instrument: str = ""


def flow(t: Mapping[str, Table]) -> Table:
    """From referral to dose: people known, eligible when last judged, with a course, with a dose; by site."""
    started = t["courses"].group_by("person").agg(dosed=_.dosed.any(), course=_.course.min())
    joined = t["people"].left_join(started, "person")
    return joined.group_by("site").agg(
        referred=_.count(), eligible=_.eligible.sum().cast("int64"), started=_.course.count(),
        dosed=_.dosed.cast("int64").sum().fill_null(0),
    )  # fmt: skip


def doses(t: Mapping[str, Table]) -> Table:
    """Courses and their doses by product."""
    dosed = t["courses"].filter(_.dosed)
    return dosed.group_by("product").agg(courses=_.count(), doses_sum=_.doses.sum().cast("int64"))


def endings(t: Mapping[str, Table]) -> Table:
    """How sessions ended, and urgent calls in them, by product."""
    joined = t["sessions"].join(t["courses"].select("course", "product"), "course")
    return joined.group_by(["product", "ended"]).agg(
        sessions=_.count(), with_urgent=(_.urgent > 0).sum().cast("int64")
    )  # fmt: skip


def keyed(t: Mapping[str, Table], scale: Scale) -> Table:
    """Every score of an instrument with a key that orders by time, and at one minute by value."""
    scores = t["scores"].filter(_.instrument == scale.instrument)
    return scores.mutate(key=_.minute.cast("int64") * _SHIFT + _.milli.cast("int64"))


def standing(t: Mapping[str, Table], scale: Scale) -> Table:
    """One row a dosed course: the last score before the first dose, and the last of the window; null where none is."""
    first, last = (day * DAY_MIN for day in ENDPOINT_DAYS)
    found = keyed(t, scale).group_by("course").agg(
        before_key=_.key.max(where=_.minute < 0),
        after_key=_.key.max(where=(_.minute >= first) & (_.minute < last)),
        since=_.key.count(where=_.minute >= 0),
    )  # fmt: skip
    low = _SHIFT - 1
    return t["courses"].filter(_.dosed).left_join(found, "course").select(
        "course", "site", "product", "quarter",
        before=_.before_key & low, after=_.after_key & low, measured=_.before_key.notnull() & (_.since > 0),
    )  # fmt: skip


def prepared(t: Mapping[str, Table], scales: tuple[Scale, ...]) -> dict[str, Table]:
    """The tables, and what several measures of an instrument start from, worked out once and kept by the engine."""
    return {**t, **{_standing_of(scale): standing(t, scale).cache() for scale in scales}}


def _standing_of(scale: Scale) -> str:
    return f"standing on {scale.instrument}"


def outcomes(scale: Scale, *by: str) -> Callable[[Mapping[str, Table]], Table]:
    """Courses with a dose, measured, analysed; and of those: response, remission, better and worse beyond chance."""

    def of(t: Mapping[str, Table]) -> Table:
        return t[_standing_of(scale)].mutate(**_judged(scale)).group_by(list(by)).agg(
            dosed=_.count(), measured=_.measured.fill_null(False).cast("int64").sum(),  # noqa: FBT003 (ibis)
            analysed=(_.before.notnull() & _.after.notnull()).cast("int64").sum(),
            **{name: _[name].fill_null(False).cast("int64").sum() for name in _judged(scale)},  # noqa: FBT003 (ibis)
            gain_sum=_gain(scale).sum().fill_null(0), gain_squares=(_gain(scale) * _gain(scale)).sum().fill_null(0),
        )  # fmt: skip

    return of


def _gain(scale: Scale) -> Any:
    """Thousandths of a point of improvement since the baseline."""
    gained = _.before - _.after
    return gained if scale.lower_is_better else -gained


def _judged(scale: Scale) -> dict[str, Any]:
    """The rules that the instrument has, as expressions over ``before`` and ``after``."""
    found: dict[str, Any] = {}
    if scale.response_percent is not None:
        per_mille = int(scale.response_percent * 10)
        found["response"] = (_.before > 0) & (_gain(scale) * 1000 >= _.before * per_mille)
    if scale.remission is not None:
        edge = int(scale.remission * PER_POINT)
        reached = _.after <= edge if scale.lower_is_better else _.after >= edge
        found["remission"] = _.before.notnull() & reached
    if scale.reliable is not None:
        points = int(scale.reliable * PER_POINT)
        found |= {"better": _gain(scale) >= points, "worse": -_gain(scale) >= points}
    return found


def weeks(scale: Scale) -> Callable[[Mapping[str, Table]], Table]:
    """By product and week since the first dose: how many were measured, sum and squares of their last score in it."""

    def of(t: Mapping[str, Table]) -> Table:
        week_min = 7 * DAY_MIN
        dated = keyed(t, scale).filter((_.minute >= -week_min) & (_.minute < WEEKS_WATCHED * week_min))
        # integer division rounds differently in different engines below zero, so count from one week before
        numbered = dated.mutate(week=((_.minute + week_min) / week_min).floor().cast("int32") - 1)
        last = numbered.group_by(["course", "week"]).agg(milli=_.key.max() & (_SHIFT - 1))
        joined = last.join(t["courses"].filter(_.dosed).select("course", "product"), "course")
        return joined.group_by(["product", "week"]).agg(
            courses=_.count(), score_sum=_.milli.sum(), score_squares=(_.milli * _.milli).sum()
        )  # fmt: skip

    return of


def first_response(scale: Scale) -> Callable[[Mapping[str, Table]], Table]:
    """The life table of the first response: by product and period, how many responded and how many were last seen."""

    def of(t: Mapping[str, Table]) -> Table:
        ill = _.before.notnull() & (_.before > 0)
        baselines = t[_standing_of(scale)].filter(ill).select("course", "product", "before")
        later = keyed(t, scale).filter(_.minute >= 0).join(baselines, "course").mutate(after=_.key & (_SHIFT - 1))
        judged = later.mutate(responds=_judged(scale)["response"])
        each = judged.group_by(["course", "product"]).agg(
            responded_at=_.minute.min(where=_.responds), last_at=_.minute.max()
        )  # fmt: skip
        ended = each.mutate(event=_.responded_at.notnull(), at=ibis.coalesce(_.responded_at, _.last_at))
        period = (_.at / (PERIOD_WEEKS * 7 * DAY_MIN)).floor().cast("int32")
        return ended.mutate(period=period).group_by(["product", "period"]).agg(
            left=_.count(), responded=_.event.cast("int64").sum()
        )  # fmt: skip

    return of


def measures(scales: tuple[Scale, ...]) -> tuple[Measure, ...]:
    """All measures, for the instruments whose rules are known."""
    found = [
        Measure("flow", "From referral to first dose, by site", ("site",),
                {"referred": "", "eligible": "referred", "started": "referred", "dosed": "started"}, flow),
        Measure("doses", "Doses by product", ("product",), {"courses": ""}, doses, {"doses_sum": "courses"}),
        Measure("endings", "How sessions ended, by product", ("product", "ended"),
                {"sessions": "", "with_urgent": "sessions"}, endings),
    ]  # fmt: skip
    for scale in scales:
        rules = dict.fromkeys(_judged(scale), "analysed")
        counts = {"dosed": "", "measured": "dosed", "analysed": "measured", **rules}
        sums = {"gain_sum": "analysed", "gain_squares": "analysed"}
        for by, words in (("product", "product"), ("site", "site"), ("quarter", "quarter of the first dose")):
            title = f"{scale.title}: about four weeks after the first dose, by {words}"
            found.append(Measure(f"{scale.instrument}-by-{by}", title, (by,), counts, outcomes(scale, by), sums,
                                 scale.instrument))  # fmt: skip
        found.append(
            Measure(f"{scale.instrument}-weeks", f"{scale.title}: week by week", ("product", "week"), {"courses": ""},
                    weeks(scale), {"score_sum": "courses", "score_squares": "courses"}, scale.instrument)
        )  # fmt: skip
        if "response" in rules:
            found.append(
                Measure(f"{scale.instrument}-first-response", f"{scale.title}: until the first response",
                        ("product", "period"), {"left": "", "responded": "left"}, first_response(scale),
                        instrument=scale.instrument)
            )  # fmt: skip
    return tuple(found)
