"""Scenarios and small cohorts that tests share; each is simulated once."""

from functools import cache

from openkap.clinical.simulation.course import Course, course
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.scenario import Scenario
from openkap.content import simulations


@cache
def scenario(
    preset: str = "esk-phase3", protocol: str = "", arm: Arm = Arm.TREATMENT, therapy: float = 0.0
) -> Scenario:
    return simulations.scenario(simulations.preset(preset), protocol, arm=arm, therapy=therapy)


@cache
def courses(people: int, preset: str = "esk-phase3", protocol: str = "", arm: Arm = Arm.TREATMENT) -> list[Course]:
    return [course(scenario(preset, protocol, arm), 1, number) for number in range(people)]
