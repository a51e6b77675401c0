"""Whole simulated courses: the real schedule, forms, reviews and sessions; the same for a seed, however dealt out."""

from collections import Counter
from dataclasses import replace

import pytest
from tests.clinical.simulation.worlds import courses, scenario

from openkap.clinical.instruments.scoring import AnswerError
from openkap.clinical.outcomes.change import Direction, standing
from openkap.clinical.protocols.definition import VisitKind
from openkap.clinical.simulation.course import Course, course
from openkap.clinical.simulation.preset import Leaving
from openkap.clinical.simulation.scenario import BEFORE, Scenario
from openkap.clinical.values import Truth


def changed(one: Scenario, **leaving: float) -> Scenario:
    own = one.preset.leaving
    amounts = {name: replace(getattr(own, name), value=value, low=None, high=None) for name, value in leaving.items()}
    return replace(one, preset=replace(one.preset, leaving=replace(own, **amounts)))


def staying(one: Scenario) -> Scenario:
    return changed(one, each_week=0.0, each_form=0.0)


def test_the_same_seed_gives_the_same_course_alone_or_among_others() -> None:
    assert course(scenario("iv-clinic"), 1, 5) == courses(12, "iv-clinic")[5]
    assert course(scenario("iv-clinic"), 2, 5) != courses(12, "iv-clinic")[5]


def test_who_stays_and_gains_keeps_every_visit_of_the_schedule() -> None:
    one = staying(scenario("iv-clinic"))
    found = next(c for c in (course(one, 1, n) for n in range(40)) if not c.stopped and not c.put_off)
    planned = Counter(v.kind for v in one.schedule.visits)
    assert (found.visits, found.doses) == (len(one.schedule.visits), planned[VisitKind.DOSING])
    assert found.visit_minutes == sum(v.minutes for v in one.schedule.visits if v.kind is not VisitKind.DOSING)
    assert (found.left_on, found.missing_percent) == (None, 0)
    assert {i for i, plan in found.forms.items()} == {"phq-9", "gad-7", "pcl-5"}
    assert len(found.scores["phq-9"]) == sum("phq-9" in v.instruments for v in one.schedule.visits)


def test_a_review_stops_exactly_those_whom_the_engine_finds_unimproved() -> None:
    one = staying(scenario("iv-clinic"))
    review = next(v for v in one.schedule.visits if v.kind is VisitKind.REVIEW)
    for number in range(25):
        found = course(one, 1, number)
        scores = [s for s in found.scores["phq-9"] if s.at < review.at]
        direction = standing(one.rules["phq-9"], scores, one.began_at).change.direction
        assert bool(found.stopped) == (direction is not Direction.BETTER)
        if found.stopped:
            before = sum(v.at < review.at for v in one.schedule.visits if v.kind is VisitKind.DOSING)
            assert found.doses + found.put_off == before
            after = [v for v in one.schedule.visits if v.kind is VisitKind.FOLLOW_UP]
            assert found.scores["phq-9"][-1].at > after[-2].at, "follow-up goes on"


def test_what_nobody_measured_stops_the_doses_and_is_no_answer() -> None:
    silent = course(changed(scenario("iv-clinic"), each_week=0.0, each_form=1.0), 1, 1)
    assert silent.stopped == "not measured"
    assert (silent.response, silent.remission) == (Truth.UNKNOWN, Truth.UNKNOWN)
    assert silent.missing_percent == 100
    assert silent.scores == {}
    assert "silence" in silent.warned
    assert "no-change" not in silent.warned


def test_who_leaves_is_asked_for_four_more_weeks_and_never_measured_again() -> None:
    gone = next(c for c in courses(12, "home-sl") if c.left_on is not None and 3 < c.left_on < 25)
    one, left_on = scenario("home-sl"), gone.left_on or 0
    assert all((s.at - one.began_at).days <= left_on for s in gone.scores["phq-9"])
    late = [d for d in gone.forms["phq-9"] if (d.until - one.began_at).days > left_on]
    assert late
    assert all(d.answered_at is None for d in late)
    assert max((d.until - one.began_at).days for d in late) <= left_on + 28
    assert ("phq-9", 28) not in gone.trial or left_on >= 28


def test_without_improvement_more_people_leave() -> None:
    def left(if_not_better: float) -> int:
        one = scenario("null-blinded")
        own: Leaving = replace(
            one.preset.leaving, if_not_better=replace(one.preset.leaving.if_not_better, value=if_not_better)
        )
        some = replace(one, preset=replace(one.preset, leaving=own))
        return sum(course(some, 1, n).left_on is not None for n in range(30))

    assert left(1.0) < left(20.0)


def test_a_dose_that_was_not_given_has_no_integration() -> None:
    one = staying(scenario("iv-clinic"))
    put_off = next(c for c in (course(one, 1, n) for n in range(60)) if c.put_off and not c.stopped)
    integrations = sum(v.kind is VisitKind.INTEGRATION for v in one.schedule.visits)
    minutes = {v.minutes for v in one.schedule.visits if v.kind is VisitKind.INTEGRATION}
    assert put_off.visits == len(one.schedule.visits) - put_off.put_off
    assert integrations > 0
    assert put_off.visit_minutes == sum(
        v.minutes for v in one.schedule.visits if v.kind is not VisitKind.DOSING
    ) - put_off.put_off * max(minutes)


def test_the_source_measures_on_its_own_days_and_the_clinic_does_not_see_it() -> None:
    found: Course = courses(3)[0]
    assert {day for name, day in found.trial if name == "madrs"} == {BEFORE, 2, 28}
    assert "madrs" not in found.scores
    assert "asq" not in found.forms, "nobody was found to say how it is answered"


def test_a_form_that_full_answers_do_not_score_is_refused_in_words() -> None:
    one = staying(scenario("iv-clinic"))
    phq = one.instruments["phq-9"]
    items = tuple(replace(i, optional=False, asked_when=None) for i in phq.items)
    with pytest.raises(AnswerError, match="PHQ-9 cannot be simulated"):
        course(replace(one, instruments={**one.instruments, "phq-9": replace(phq, items=items)}), 1, 1)


def test_a_protocol_that_foresees_no_dose_is_refused_in_words() -> None:
    one = scenario("iv-clinic")
    visits = tuple(replace(v, doses=()) for v in one.protocol.visits)
    with pytest.raises(ValueError, match="foresees no dose at Dosing 1"):
        course(replace(one, protocol=replace(one.protocol, visits=visits)), 1, 1)
