"""Targets: each figure is read from the courses as its source counts it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.clinical.simulation.worlds import courses, scenario

from openkap.clinical.simulation.calibration import FIGURES, reproduced
from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.preset import Arm, Target
from openkap.clinical.simulation.scenario import BEFORE
from openkap.clinical.sources import Basis, Verification
from openkap.content import loader

BASIS = (Basis(Verification.READ, ref="source", at="table 1"),)
BLANK: Course = replace(
    courses(12, "iv-clinic")[0], last_dose_on=17, relapsed_on=None, doses=4, trial={}, effects=set(),
    pressure_rise=False, sedated=0, dissociated=0,
)  # fmt: skip
RESPONDER = replace(BLANK, person=replace(BLANK.person, gains=0.8))


def target(of: str, low: float = 0, high: float = 100, **more: object) -> Target:
    return Target("one", "one", of, Arm.TREATMENT, low, high, low, BASIS, **more)  # type: ignore[arg-type]


def measured(before: int, after: int, course: Course = BLANK) -> Course:
    return replace(course, trial={("phq-9", BEFORE): Decimal(before), ("phq-9", 21): Decimal(after)})


FOUR = [measured(20, 10), measured(20, 4), measured(20, 15), measured(20, 21)]


@pytest.mark.parametrize(
    ("of", "some", "value"),
    [
        ("baseline", FOUR, 20.0),
        ("baseline-sd", [measured(18, 9), measured(22, 9)], 2.828),
        ("change", FOUR, -7.5),
        ("change-sd", [measured(20, 10), measured(20, 14)], 2.828),
        ("response", FOUR, 50.0),
        ("remission", FOUR, 25.0),
        ("drop", FOUR, 50.0),
        ("worse", FOUR, 25.0),
        ("measured", [*FOUR, BLANK], 80.0),
        ("effect", [replace(BLANK, effects={"nausea"}), BLANK], 50.0),
        ("pressure-rise", [replace(BLANK, pressure_rise=True), BLANK, BLANK, BLANK], 25.0),
        ("sedation", [replace(BLANK, sedated=3), BLANK], 50.0),
        ("dissociation", [replace(BLANK, dissociated=1), replace(BLANK, doses=0, dissociated=0)], 100.0),
        ("sedation-a-session", [replace(BLANK, sedated=1), BLANK], 12.5),
        ("dissociation-a-session", [replace(BLANK, dissociated=2)], 50.0),
        ("still-well", [replace(RESPONDER, relapsed_on=30.0), replace(RESPONDER, relapsed_on=60.0), RESPONDER,
                        replace(RESPONDER, relapsed_on=9.0)], 66.67),
    ],
)  # fmt: skip
def test_a_figure_is_counted_as_the_source_counts_it(of: str, some: Sequence[Course], value: float) -> None:
    wanted = target(of, instrument="phq-9", at_day=21, what="nausea")
    found = reproduced(wanted, {Arm.TREATMENT: (scenario("iv-clinic"), some)})
    assert found.value == pytest.approx(value, abs=0.01)
    assert found.inside == (0 <= found.value <= 100)


def test_a_difference_is_that_of_the_mean_changes() -> None:
    one = scenario("iv-clinic")
    both = {Arm.TREATMENT: (one, [measured(20, 8)]), Arm.CONTROL: (one, [measured(20, 11)])}
    assert reproduced(target("difference", instrument="phq-9", at_day=21), both).value == -3


def test_a_rule_that_no_source_gave_counts_nobody() -> None:
    one = scenario("iv-clinic")
    bare = replace(one, rules={**one.rules, "phq-9": replace(one.rules["phq-9"], remission=None)})
    asked = target("remission", instrument="phq-9", at_day=21)
    with pytest.raises(ValueError, match="mean requires"):
        reproduced(asked, {Arm.TREATMENT: (bare, FOUR)})


def test_every_figure_that_a_preset_may_name_can_be_counted() -> None:
    schema = json.loads((loader.HOME / "schemas" / "presets.json").read_text())
    named = schema["properties"]["targets"]["items"]["properties"]["of"]["enum"]
    assert set(FIGURES) | {"difference"} == set(named)
