"""Simulated people: drawn from the preset, the same for a seed, and let in as the source let people in."""

from statistics import fmean

import pytest
from tests.clinical.simulation.worlds import scenario

from openkap.clinical.simulation.chance import WORLDS, Purpose, deviates, stream, world_of
from openkap.clinical.simulation.people import Person, person
from openkap.clinical.simulation.preset import Amount, Arm
from openkap.clinical.sources import Basis, Verification

BASIS = (Basis(Verification.READ, ref="source", at="table 1"),)


def somebody(number: int, arm: Arm = Arm.TREATMENT, seed: int = 1, therapy: float = 0.0) -> Person:
    one = scenario()
    return person(one.preset, one.instruments, arm, seed, number, therapy)


def test_a_seed_and_a_number_are_one_person_whatever_was_drawn_before() -> None:
    assert somebody(7) == somebody(7)
    assert somebody(7) != somebody(8)
    assert somebody(7) != somebody(7, seed=2)
    assert stream(1, 7, Purpose.FORMS, 3).random() != stream(1, 7, Purpose.SESSION, 3).random()


def test_the_same_person_in_the_control_group_differs_in_what_the_drug_does_alone() -> None:
    for number in range(40):
        treated, control = somebody(number), somebody(number, Arm.CONTROL)
        assert treated.ways == control.ways
        assert (treated.leaves_at, treated.systolic) == (control.leaves_at, control.systolic)
        assert control.systolic_rise == 0
        assert control.prone <= treated.prone | {e.id for e in scenario().preset.effects}
        assert not control.prone & {"sedation", "dissociation"}


def test_classes_come_in_their_shares_and_gains() -> None:
    people = [somebody(n) for n in range(1500)]
    large = [p for p in people if p.kind == "large gain"]
    kinds = scenario().preset.arms[Arm.TREATMENT]
    assert len(large) / len(people) == pytest.approx(kinds[0].share.value, abs=0.04)
    assert fmean(p.gains for p in large) == pytest.approx(kinds[0].gains.mean.value, abs=0.015)
    assert all(p.gains <= 1 for p in people)


def test_nobody_is_let_in_below_the_score_or_above_the_pressure_of_entry() -> None:
    room = scenario().preset.room
    for p in (somebody(n) for n in range(300)):
        assert p.systolic <= room.systolic_at_most.value
        assert p.diastolic <= room.diastolic_at_most.value
        assert p.ways["madrs"].true_baseline > 28 - 4 * scenario().preset.main.noise_sd.value


def test_a_score_is_reached_point_by_point_and_late_items_come_late() -> None:
    way = somebody(3).ways["madrs"]
    assert len(way.order) == 60
    assert {item: way.order.count(item) for item in set(way.order)} == {f"q{n}": 6 for n in range(1, 11)}
    halves = [somebody(n).ways["phq-9"].order[:13].count("q9") for n in range(100)]
    others = [somebody(n).ways["phq-9"].order[:13].count("q1") for n in range(100)]
    assert fmean(halves) < fmean(others) / 3


def test_psychotherapy_adds_nothing_unless_it_is_asked_for() -> None:
    plain, more = somebody(5), somebody(5, therapy=0.5)
    assert scenario().therapy == 0
    assert more.gains > plain.gains
    assert more.ways == plain.ways
    assert more.gains - plain.gains == pytest.approx(0.5 * 0.34, abs=0.03)


def test_worlds_stay_within_the_published_interval() -> None:
    amount = Amount(0.5, BASIS, 0.4, 0.6)
    assert amount.in_world(0) == 0.5
    assert amount.in_world(1) == pytest.approx(0.551, abs=0.001)
    assert (amount.in_world(9), amount.in_world(-9)) == (0.6, 0.4)
    assert Amount(0.5, BASIS).in_world(9) == 0.5
    assert {world_of(n) for n in range(100)} == set(range(WORLDS))
    assert deviates(1, 3) == deviates(1, 3) != deviates(1, 4)
