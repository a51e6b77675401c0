"""The days of one person: gained dose by dose, alike on days near each other, lost at the published pace."""

from dataclasses import replace
from math import exp, log
from statistics import fmean

import pytest
from tests.clinical.simulation.worlds import scenario

from openkap.clinical.simulation.people import Person, person
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.trajectory import Trajectory, answers


def responder(number: int = 1, **changed: float) -> Person:
    one = scenario("iv-clinic")
    return replace(person(one.preset, one.instruments, Arm.TREATMENT, 1, number, 0.0), **{"gains": 0.8, **changed})


def treated(who: Person, last: int = 17, *, more: bool = False) -> Trajectory:
    state = Trajectory(scenario("iv-clinic").preset, who)
    for day in range(0, last + 1, 4):
        state.dose(day, more=True)
    state.dose(last, more=more)
    return state


def test_each_dose_brings_the_same_share_of_what_is_left() -> None:
    state = Trajectory(scenario("iv-clinic").preset, responder(relapses_at=1e9))
    share = scenario("iv-clinic").preset.per_dose.value
    assert state.gained(-1) == 0
    state.dose(0, more=True)
    assert state.gained(0) == 0, "not on the day itself"
    assert state.gained(1) == pytest.approx(0.8 * share)
    state.dose(3, more=True)
    assert state.gained(4) == pytest.approx(0.8 * (1 - (1 - share) ** 2))


@pytest.mark.parametrize(("weeks", "left"), [(4, 0.80), (8, 0.60)])
def test_after_the_last_dose_responders_relapse_as_the_weibull_curve_says(weeks: int, left: float) -> None:
    relapse = scenario("iv-clinic").preset.relapse
    assert exp(-((weeks / relapse.scale_weeks.value) ** relapse.shape.value)) == pytest.approx(left, abs=0.005)
    well = []
    for n in range(800):
        who = responder(n, relapses_at=-log((n + 0.5) / 800), relapse_scale_weeks=14.0)
        state = Trajectory(scenario("iv-clinic").preset, who)
        state.dose(0, more=False)
        state.advance(weeks * 7)
        well.append(state.relapsed_on is None)
    assert fmean(well) == pytest.approx(left, abs=0.01)


def test_treatment_that_goes_on_and_people_without_a_response_relapse_less() -> None:
    hazard = scenario("iv-clinic").preset.relapse.on_treatment.value * (200 - 17) / 7 / 14
    late = treated(responder(relapses_at=hazard * 1.2, relapse_scale_weeks=14.0), more=True)
    late.advance(200)
    soon = treated(responder(relapses_at=hazard * 1.2, relapse_scale_weeks=14.0))
    soon.advance(200)
    assert late.relapsed_on is None
    assert soon.relapsed_on is not None
    never = treated(responder(gains=0.3, relapses_at=0.001))
    never.advance(200)
    assert never.relapsed_on is None, "there is nothing to lose"


def test_a_relapse_takes_most_back_within_two_weeks_and_asking_again_changes_nothing() -> None:
    state = treated(responder(relapses_at=0.5, relapse_scale_weeks=5.0))
    before = state.gained(18)
    state.advance(120)
    assert state.relapsed_on is not None
    assert 18 < state.relapsed_on < 60
    assert state.gained(140) == pytest.approx(before * 0.1, rel=0.05)
    in_one = treated(responder(relapses_at=0.5, relapse_scale_weeks=5.0))
    in_one.stop(60)
    assert in_one.relapsed_on == pytest.approx(state.relapsed_on, abs=0.05), "however the days are cut"


def test_noise_is_alike_on_near_days_and_forgotten_on_far_ones() -> None:
    def apart(days: float) -> float:
        found = []
        for number in range(200):
            state = Trajectory(scenario("iv-clinic").preset, responder(number, gains=0.0))
            first, then = state.score("phq-9", -40, 1.5), state.score("phq-9", -40 + days, -1.5)
            found.append(abs(first - then))
        return fmean(found)

    assert apart(0.1) < 1.5 < 4 < apart(30)


def test_a_score_stays_on_the_scale_and_its_answers_add_up_to_it() -> None:
    one, who = scenario("iv-clinic"), responder()
    state, way = Trajectory(one.preset, who), who.ways["phq-9"]
    assert state.score("phq-9", -3, 50.0) == 27
    assert Trajectory(one.preset, who).score("phq-9", -3, -50.0) == 0
    items = one.instruments["phq-9"].score.of
    for score in (0, 1, 13, 27):
        found = answers(way.order, items, way.lowest, score)
        assert sum(v for v in found.values() if isinstance(v, int)) == score
        assert set(found) == set(items)
    with pytest.raises(ValueError, match="knows nothing of qids"):
        state.score("qids-sr16", 1, 0.0)
