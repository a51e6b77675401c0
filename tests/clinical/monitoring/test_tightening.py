"""A site may tighten and never loosen: whatever it puts, nothing that was raised or held before goes unsaid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clinical.monitoring.test_laws import histories

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.tightening import WATCH, tightenable, tightened
from openkap.clinical.monitoring.transition import fold
from openkap.clinical.tightening import Tighter
from openkap.content import catalogue

PLANS: list[MonitoringPlan] = [e.value for e in catalogue.entries("monitoring")]
ESKETAMINE = next(p for p in PLANS if p.pin.id == "esketamine-nasal")
NUMBERS = st.decimals(-50, 400, places=1)


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Decimal]:
    """Any numbers for some of the limits, stricter or looser: what was kept once may be looser than newer content."""
    paths = draw(st.lists(st.sampled_from([t.path for t in tightenable(ESKETAMINE)]), max_size=8))
    return {path: draw(NUMBERS) for path in paths}


@given(histories(), sites())
def test_no_site_takes_an_alert_away_or_opens_the_door_sooner(events: list[Event], site: dict[str, Decimal]) -> None:
    usual, here = fold(ESKETAMINE, events), fold(tightened(ESKETAMINE, site), events)
    raised, raised_here = ({(t.rule, t.event_id) for a in s.alerts for t in a.triggers} for s in (usual, here))
    assert raised <= raised_here
    assert {r.item for r in here.before_dose if r.passes} <= {r.item for r in usual.before_dose if r.passes}
    if usual.earliest_discharge_at and here.earliest_discharge_at:
        assert here.earliest_discharge_at >= usual.earliest_discharge_at


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.pin.id)
def test_every_number_of_a_plan_has_its_own_name_a_source_and_room_to_tighten(plan: MonitoringPlan) -> None:
    found = tightenable(plan)
    assert len({t.path for t in found}) == len(found)
    numbers = [x for t in plan.thresholds for x in t.any] + [x for r in plan.before_dose for x in r.limits]
    numbers += [x for r in plan.discharge for x in r.limits]
    assert len(found) == 1 + sum(isinstance(x.value, Decimal) for x in numbers)
    for one in found:
        assert one.basis, one.path
        assert one.refusal(one.default), "its own value is no stricter"
        loose = one.default + (1 if one.tighter is Tighter.LOWER else -1)
        assert "never loosen" in one.refusal(loose)
        if one.furthest != one.default:
            assert one.refusal(one.furthest) == ""
            here = {t.path: t.default for t in tightenable(tightened(plan, {one.path: one.furthest}))}
            assert here == {t.path: t.default for t in found} | {one.path: one.furthest}
        assert tightened(plan, {one.path: loose}) is plan
        beyond = one.furthest + (-1 if one.tighter is Tighter.LOWER else 1)
        assert "goes too far" in one.refusal(beyond)


def test_the_words_of_a_tightened_alert_name_the_sites_number() -> None:
    here = tightened(ESKETAMINE, {"pressure-high/systolic/above": Decimal(170)})
    says = next(t.says for t in here.thresholds if t.id == "pressure-high")
    assert says.endswith("(This site's stricter limit: systolic above 170.)")
    diastolic = next(t for t in tightenable(here) if t.path == "pressure-high/diastolic/above")
    assert diastolic.default == 110, "the other limit of the same rule is as it was"


def test_a_watch_is_a_whole_number_of_minutes_and_not_a_number_is_refused() -> None:
    watch = next(t for t in tightenable(ESKETAMINE) if t.path == WATCH)
    assert "whole number" in watch.refusal(Decimal("150.5"))
    assert watch.refusal(Decimal("NaN"))
    assert tightened(ESKETAMINE, {WATCH: Decimal(150)}).minimum_watch.total_seconds() == 150 * 60


def test_each_number_of_a_plan_is_shown_as_what_it_is() -> None:
    found = {
        t.path: (t.group, t.title, t.says, t.unit, t.default, str(t.tighter), t.furthest, t.whole)
        for t in tightenable(ESKETAMINE)
    }
    assert found[WATCH] == (
        "Watching", "Shortest watch", "after the last dose: at least", " min", 120, "higher", 1440, True
    )  # fmt: skip
    cause = dict(ESKETAMINE.causes)["circulation"]
    assert found["pressure-high/systolic/above"] == (
        f"Alerts: {cause}", "Systolic pressure", "notice after dose: above", " mmHg", 180, "lower", 40, False
    )  # fmt: skip
    rise = next(v for k, v in found.items() if k.startswith("pressure-rise/systolic/rise"))
    assert (rise[2], rise[4:]) == ("notice after dose: rise at least", (40, "lower", 0, False))
    low = next((k, v) for k, v in found.items() if k.startswith("heart-slow/"))
    assert low[1][1:] == ("Heart rate", "call always: below", " /min", low[1][4], "higher", 300, False)
    before = found["pressure-before-dose/systolic/at-most"]
    assert before == (
        "Before the dose", "Systolic pressure", "Blood pressure: at most", " mmHg", 140, "lower", 40, False
    )  # fmt: skip
    leave = found["sedation-gone/moaa-s/at-least"]
    assert leave == (
        "Before leaving", "Sedation (MOAA/S)", "Sedation has passed (MOAA/S 5): at least", "", 5, "higher", 5, False
    )  # fmt: skip


def test_a_stricter_limit_stands_in_its_own_row_and_no_other() -> None:
    site = {"pressure-before-dose/systolic/at-most": Decimal(130), "sedation-gone/x/y": Decimal(1)}
    here = tightened(ESKETAMINE, site)
    (row,) = [r for r in here.before_dose if r.id == "pressure-before-dose"]
    assert [str(x.value) for x in row.limits] == [
        "130",
        str(next(x.value for x in row.limits if x.measure == "diastolic")),
    ]
    others = [r for r in here.before_dose if r.id != row.id]
    assert others == [r for r in ESKETAMINE.before_dose if r.id != row.id]
    assert (here.discharge, here.thresholds, here.minimum_watch) == (
        ESKETAMINE.discharge,
        ESKETAMINE.thresholds,
        ESKETAMINE.minimum_watch,
    )
