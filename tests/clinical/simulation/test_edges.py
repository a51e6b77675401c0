"""What a course keeps of each session, and what the edges of a person, a bedside and a day come to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.clinical.simulation.test_course import changed, staying
from tests.clinical.simulation.worlds import scenario

from openkap.clinical.monitoring.readings import Reading
from openkap.clinical.monitoring.state import Phase
from openkap.clinical.protocols.definition import VisitKind
from openkap.clinical.simulation import course as courses
from openkap.clinical.simulation.chance import Purpose, stream
from openkap.clinical.simulation.course import SENT_ON_DAYS, course
from openkap.clinical.simulation.people import _change_sd, person
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.rooms import Bedside, Watched, bedside
from openkap.clinical.simulation.scenario import Scenario
from openkap.clinical.simulation.trajectory import Trajectory, answers

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)


def sessions(monkeypatch: pytest.MonkeyPatch, **told: Any) -> list[Decimal]:
    """Let every session come to the same end, and say which dose each was asked for."""
    real, asked = courses.session, list[Decimal]()

    def session(plan: Any, product: Any, mg: Decimal, *rest: Any) -> Watched:
        asked.append(mg)
        found = real(plan, product, mg, *rest)
        number = len(asked) - 1
        changed = {name: value(number) if callable(value) else value for name, value in told.items()}
        return replace(found, state=replace(found.state, **changed))

    monkeypatch.setattr(courses, "session", session)
    return asked


def pressure(before: int, after: int | None) -> tuple[Reading, ...]:
    def one(value: int, *, first: bool) -> Reading:
        return Reading("systolic", Decimal(value), AT, "e", "e", first, "Sam", AT, None)

    return (one(before, first=True), *([one(after, first=False)] if after else ()))


def steady(preset: str = "iv-clinic") -> Scenario:
    return staying(scenario(preset))


def test_a_dose_by_weight_follows_the_weight_and_a_fixed_one_is_the_highest_of_its_visit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_weight, one = sessions(monkeypatch), steady()
    found = course(one, 1, 3)
    assert set(by_weight) == {Decimal(round(Decimal("0.5") * Decimal(found.person.weight_kg)))}
    fixed = sessions(monkeypatch)
    course(steady("esk-phase3"), 1, 3)
    assert fixed == [Decimal(56), *[Decimal(84)] * (len(fixed) - 1)]


def test_every_transfer_and_every_session_without_an_end_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        sessions(patched, phase=Phase.TRANSFERRED)
        found = course(steady(), 1, 3)
    assert found.transferred == found.doses > 1
    sessions(monkeypatch, phase=Phase.WATCHING)
    found = course(steady(), 1, 3)
    assert found.not_out == found.doses > 1


@pytest.mark.parametrize(("readings", "rose"), [
    (lambda n: pressure(120, 160 if n == 1 else 130), True),  # as much as the label counts, once, and not again
    (lambda n: pressure(120, 159), False),
    (lambda n: pressure(120, None), False),  # nothing was read afterwards
    (lambda n: pressure(200, 100), False),
])  # fmt: skip
def test_a_rise_of_pressure_is_kept_once_it_was_there(
    monkeypatch: pytest.MonkeyPatch, readings: Any, rose: bool
) -> None:
    sessions(monkeypatch, readings=readings)
    assert course(steady(), 1, 3).pressure_rise is rose


def test_doses_stop_for_want_of_improvement_in_those_words() -> None:
    assert {course(steady("null-blinded"), 1, n).stopped for n in range(12)} >= {"no improvement beyond chance"}


def leaver(one: Scenario, leaves_at: float, weekly: float, gains: float = 0.8) -> Any:
    """A course of somebody who bears a certain hazard of leaving."""
    real = courses.person

    def drawn(*given: Any) -> Any:
        return replace(real(*given), leaves_at=leaves_at, weekly_leaving=weekly, gains=gains)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(courses, "person", drawn)
        return course(one, 1, 3)


def test_people_go_when_their_hazard_is_full_and_their_forms_are_sent_for_four_weeks() -> None:
    own = scenario("iv-clinic").preset.leaving
    sure = replace(own.each_form, value=0.0, low=None, high=None)
    alike = replace(own.if_not_better, value=1.0, low=None, high=None)
    one = scenario("iv-clinic")
    one = replace(one, preset=replace(one.preset, leaving=replace(own, each_form=sure, if_not_better=alike)))
    found = leaver(one, 2.0, 0.5)  # half a hazard a week: full after four weeks
    days = [(at - one.began_at).total_seconds() / 86400 for at, _ in one.moments]
    last = max(d for d in days if d < 28)
    assert found.left_on == -int(-last // 1)
    silent = [d for d in found.forms["phq-9"] if d.answered_at is None]
    sent = [v for v in one.schedule.visits if "phq-9" in v.instruments]
    due = [v.at for v in sent if last < (v.at - one.began_at).total_seconds() / 86400 <= found.left_on + SENT_ON_DAYS]
    assert due
    assert [(d.due_at, d.until) for d in silent] == [(at - timedelta(hours=48), at) for at in due]
    worse = replace(own.if_not_better, value=4.0, low=None, high=None)
    sooner = replace(one, preset=replace(one.preset, leaving=replace(one.preset.leaving, if_not_better=worse)))
    assert leaver(sooner, 2.0, 0.5, gains=0.0).left_on < found.left_on


def test_who_is_not_better_is_silent_more_often() -> None:
    own = scenario("null-blinded")
    often = replace(own.preset.leaving.if_not_better, value=1000.0, low=None, high=None)
    quiet = changed(own, each_week=0.0, each_form=0.001)
    quiet = replace(quiet, preset=replace(quiet.preset, leaving=replace(quiet.preset.leaving, if_not_better=often)))
    found = next(c for c in (course(quiet, 1, n) for n in range(20)) if c.person.gains < 0.1 and c.doses)
    asked = sorted(found.forms["phq-9"], key=lambda d: d.until)
    first = min(v.at for v in own.schedule.visits if v.kind is VisitKind.DOSING)
    assert all(d.answered_at for d in asked if d.until <= first), "before a dose nobody can be better"
    assert not any(d.answered_at for d in asked if d.until > first + timedelta(days=1))


def shows(arm: Arm = Arm.TREATMENT, *, deep: float = 0.0, number: int = 1) -> Bedside:
    one = scenario()
    room = replace(one.preset.room, deep_sedation=replace(one.preset.room.deep_sedation, value=deep))
    every = replace(room.sedation, again=replace(room.sedation.again, value=1.0))
    preset = replace(one.preset, room=replace(room, sedation=every))
    who = person(preset, one.instruments, arm, 1, number, 0.0)
    who = replace(who, prone=frozenset({*who.prone, every.id}))
    return bedside(preset, who, arm, stream(1, number, Purpose.SESSION, 1))


def test_deep_sedation_goes_to_one_and_an_ordinary_one_to_four() -> None:
    assert (shows(deep=1.0).sedated_to, shows(deep=0.0).sedated_to) == (1, 4)


def test_without_the_drug_no_pressure_rises() -> None:
    shown = shows(Arm.CONTROL)
    assert (shown.systolic_rise, shown.diastolic_rise) == (0.0, 0.0)


def test_a_pressure_stays_where_a_person_lives() -> None:
    shown, names = shows(), ("systolic", "diastolic")
    low, high = replace(shown, systolic=-500, diastolic=-500), replace(shown, systolic=900, diastolic=900)
    assert low.values(-30, names) == {"systolic": Decimal(60), "diastolic": Decimal(35)}
    assert high.values(-30, names) == {"systolic": Decimal(260), "diastolic": Decimal(160)}


def test_nothing_rises_at_the_dose_and_all_of_it_is_there_at_the_peak() -> None:
    shown = replace(shows(), systolic=100.0, systolic_rise=40.0, peak_min=40.0, fades_min=30.0, noise=[0.0])
    found = {minute: shown.values(minute, ["systolic"])["systolic"] for minute in (0, 1, 20, 40, 70)}
    assert found == {0: 100, 1: 101, 20: 120, 40: 140, 70: 100 + round(40 / 2.718281828)}
    awake = replace(shown, sedated_to=4, awake_after_min=60.0, dissociation="some", present_after_min=50.0)
    assert [awake.values(m, ["moaa-s"])["moaa-s"] for m in (4, 5, 59, 60)] == [5, 4, 4, 5]
    assert [awake.values(m, ["dissociation"])["dissociation"] for m in (4, 5, 49, 50)] == [
        "none",
        "some",
        "some",
        "none",
    ]


def test_the_spread_of_what_is_gained_is_that_of_the_mixture() -> None:
    preset = scenario("iv-clinic").preset
    kinds = preset.arms[Arm.TREATMENT]
    total = sum(k.share.value for k in kinds)
    mean = sum(k.share.value * k.gains.mean.value for k in kinds) / total
    square = sum(k.share.value * (k.gains.sd.value**2 + k.gains.mean.value**2) for k in kinds) / total
    assert _change_sd(preset, Arm.TREATMENT) == pytest.approx((square - mean**2) ** 0.5)
    doubled = tuple(replace(k, share=replace(k.share, value=2 * k.share.value)) for k in kinds)
    assert _change_sd(replace(preset, arms={**preset.arms, Arm.TREATMENT: doubled}), Arm.TREATMENT) == pytest.approx(
        (square - mean**2) ** 0.5
    )


def test_people_weigh_between_45_and_130_kg() -> None:
    one = scenario()
    weights = [person(one.preset, one.instruments, Arm.TREATMENT, 1, n, 0.0).weight_kg for n in range(600)]
    assert (min(weights), max(weights)) == (45.0, pytest.approx(120, abs=10))


def test_a_course_that_was_stopped_relapses_as_one_that_ended() -> None:
    one = scenario("iv-clinic")
    who = person(one.preset, one.instruments, Arm.TREATMENT, 1, 1, 0.0)
    bears = replace(who, gains=0.8, relapses_at=0.5, relapse_scale_weeks=5.0)
    stopped, ended = Trajectory(one.preset, bears), Trajectory(one.preset, bears)
    stopped.dose(0, more=True)
    stopped.stop(0)
    ended.dose(0, more=False)
    for state in (stopped, ended):
        state.advance(100)
    assert stopped.relapsed_on == ended.relapsed_on
    assert ended.relapsed_on == pytest.approx(35 * 0.5 ** (1 / one.preset.relapse.shape.value), abs=0.1)


def test_symptoms_come_back_over_the_published_days_and_not_before() -> None:
    one = scenario("iv-clinic")
    who = replace(person(one.preset, one.instruments, Arm.TREATMENT, 1, 1, 0.0), gains=0.8, relapses_at=0.5)
    state = Trajectory(one.preset, replace(who, relapse_scale_weeks=5.0))
    state.dose(0, more=False)
    state.advance(100)
    on, relapse = state.relapsed_on or 0.0, one.preset.relapse
    whole = state.gained(on)
    half = state.gained(on + relapse.over_days.value / 2)
    assert half == pytest.approx(whole * (1 - relapse.falls_back.value / 2))
    assert state.gained(on + 10 * relapse.over_days.value) == pytest.approx(whole * (1 - relapse.falls_back.value))


def test_a_measure_that_follows_more_is_gained_whole_and_never_more() -> None:
    one = scenario("iv-clinic")
    who = replace(person(one.preset, one.instruments, Arm.TREATMENT, 1, 1, 0.0), gains=1.0, relapses_at=1e9)
    own = next(m for m in one.preset.measures if m.instrument == "phq-9")
    baseline = who.ways["phq-9"].true_baseline

    def after(follows: float) -> int:
        measure = replace(own, follows=replace(own.follows, value=follows))
        state = Trajectory(replace(one.preset, measures=(measure,)), who)
        state.dose(0, more=True)
        return state.score("phq-9", 1, 0.0)

    share = one.preset.per_dose.value
    assert after(0.5) == round(baseline * (1 - 0.5 * share))
    assert after(0.9 / share) == round(baseline * 0.1)
    assert after(1.5 / share) == 0
    assert Trajectory(one.preset, who).score("phq-9", -3, 0.0) == round(baseline), "the first one is like no other"


def test_answers_of_a_scale_that_begins_above_zero_count_from_its_lowest() -> None:
    assert answers(("a", "b", "a"), ("a", "b"), 2, 4) == {"a": 1, "b": 1}
