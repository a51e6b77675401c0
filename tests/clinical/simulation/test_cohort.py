"""Cohorts and comparisons: figures with intervals, the same people side by side, no difference where none is."""

import json
from dataclasses import replace

import pytest
from tests.clinical.simulation.worlds import courses, scenario

from openkap.clinical.outcomes.survival import Curve
from openkap.clinical.simulation.cohort import MEASURES, alerts, figure, figures, measured_relapse, spread
from openkap.clinical.simulation.comparing import differences
from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.mechanics import mechanics
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.telling import cohort_as_json, comparison_as_json
from openkap.clinical.values import Unknown

PEOPLE = 60


def test_figures_are_means_over_everybody_they_speak_of() -> None:
    some = courses(PEOPLE, "iv-clinic")
    found = {f.id: f for f in figures(some)}
    assert found["visits"].value == pytest.approx(sum(c.visits for c in some) / PEOPLE)
    assert found["nurse-hours"].value == pytest.approx(sum(c.watch_minutes for c in some) / 60 / PEOPLE)
    well = [c for c in some if c.was_well]
    assert found["relapse"].among == len(well) < PEOPLE
    for one in found.values():
        assert one.value is not None
        assert one.interval is not None
        assert 0 <= one.interval.low <= one.value <= one.interval.high


def test_of_nobody_nothing_is_known() -> None:
    relapse = next(m for m in MEASURES if m.id == "relapse")
    nobody = [c for c in courses(PEOPLE, "iv-clinic") if not c.was_well]
    assert figure(relapse, nobody).value is None
    assert isinstance(measured_relapse(scenario("iv-clinic"), []), Unknown)
    (one,) = [d for d in differences(nobody, nobody) if d.id == "relapse"]
    assert (one.people, one.difference, one.clear) == (0, None, False)


def test_worlds_that_are_alike_leave_only_chance_and_a_single_one_leaves_no_interval() -> None:
    assert spread([[1.0, 2.0]]) is None
    alike = [[0.0, 1.0] * 200 for _ in range(20)]
    assert spread(alike) == pytest.approx(2.093 * (0.25 / 8000) ** 0.5, rel=0.01)
    apart = [[float(w)] * 400 for w in range(20)]
    assert spread(apart) == pytest.approx(2.093 * 5.916, rel=0.01)


def test_a_protocol_beside_itself_does_not_differ() -> None:
    same = differences(courses(PEOPLE, "iv-clinic"), courses(PEOPLE, "iv-clinic"))
    assert all(d.difference == 0 and not d.clear for d in same)


def test_fewer_doses_mean_fewer_visits_of_the_same_people() -> None:
    six, four = courses(PEOPLE, "iv-clinic"), courses(PEOPLE, "iv-clinic", "ketamine-iv-4-in-2-weeks")
    found = {d.id: d for d in differences(six, four)}
    assert found["doses"].difference is not None
    assert found["doses"].difference < 0
    assert found["doses"].clear
    assert found["nurse-hours"].clear
    with pytest.raises(ValueError, match="different people"):
        differences(six, four[:-1])


def test_a_drug_without_effect_is_said_to_make_no_difference() -> None:
    drug, none = (courses(PEOPLE, "null-blinded", arm=arm) for arm in Arm)
    found = {d.id: d for d in differences(drug, none)}
    assert not found["response"].clear
    assert not found["remission"].clear
    assert found["room-alerts"].clear, "it still raises pressure"


def test_alerts_are_counted_by_cause_and_the_scores_show_relapse() -> None:
    some = courses(PEOPLE, "iv-clinic")
    rooms, forms = alerts(some)
    assert sum(rooms.values()) == sum(sum(c.room_alerts.values()) for c in some)
    assert forms["suicidal-ideation", "urgent"] > 0
    curve = measured_relapse(scenario("iv-clinic"), some)
    assert isinstance(curve, Curve)
    assert curve.events > 0


def test_mechanics_tell_before_from_after_and_count_false_alarms() -> None:
    base = courses(PEOPLE, "iv-clinic")[0]
    soon, late, none = (
        replace(base, relapsed_on=on, warned={"rising": day}) for on, day in ((40.0, 30.0), (40.0, 44.0), (None, 50.0))
    )
    found = {m.rule: m for m in mechanics(scenario("iv-clinic"), [soon, late, none])}
    rising = found["rising"]
    assert (rising.fired, rising.people, rising.relapsed) == (3, 3, 2)
    assert (rising.fired_before, rising.fired_after, rising.without_relapse) == (1, 1, 1)
    assert rising.ahead_days == 3
    assert (found["silence"].fired, found["silence"].ahead_days) == (0, None)


def test_what_is_told_says_first_that_it_is_simulated() -> None:
    one, some = scenario("home-sl"), courses(12, "home-sl")
    told = cohort_as_json(one, some, 1)
    assert next(iter(told)) == "simulated"
    assert told["simulated"] is True
    assert "says nothing about any real person" in told["notice"]
    assert any("FDA" in w for w in told["warnings"])
    assert told["not_simulated"] == ["asq"]
    assert "no real person" in told["early_warning"]["says"]
    assert "protocols/ketamine-sublingual-clinic@1.0.0" in told["content"]
    assert told["therapy_effect_sd"] == 0
    assert json.loads(json.dumps(told)) == told
    apart = comparison_as_json(one, one, differences(some, some), 12, 1)
    assert apart["simulated"] is True
    assert apart["differences"]["visits"]["difference"] == 0


def test_a_relapse_that_nobody_could_follow_to_its_day_is_not_reckoned() -> None:
    told = cohort_as_json(scenario("home-sl"), [c for c in courses(12, "home-sl") if c.doses == 0], 1)
    assert told["relapse_seen_in_scores"]["percent"] is None


def test_somebody_without_a_dose_was_never_well_of_it() -> None:
    never: Course = replace(courses(PEOPLE, "iv-clinic")[0], last_dose_on=None, relapsed_on=None)
    assert not never.was_well
    assert never.well_days is None
