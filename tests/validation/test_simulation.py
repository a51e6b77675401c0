"""Simulated people reproduce the figures of their source, each inside the source's own 95 % interval.

The sample is big enough for the chance of the simulation to be smaller than the interval, and small enough to run with
every other test; the seed is fixed. The targets stand in the presets, with what each rests on.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

import pytest

from openkap.clinical.simulation.calibration import Cohort, reproduced
from openkap.clinical.simulation.course import course
from openkap.clinical.simulation.preset import Arm, Target
from openkap.content import catalogue, simulations

PEOPLE = {"esk-phase3": 400, "home-sl": 1200}
USUALLY = 300
TARGETS = [(id_, t) for id_ in catalogue.ids("presets") for t in catalogue.entry("presets", id_).value.targets]


@cache
def cohort(preset: str, arm: Arm) -> Cohort:
    one = simulations.scenario(simulations.preset(preset), arm=arm)
    with ProcessPoolExecutor(2) as pool:
        return one, list(pool.map(partial(course, one, 1), range(PEOPLE.get(preset, USUALLY)), chunksize=50))


@pytest.mark.long
@pytest.mark.parametrize(("preset", "target"), TARGETS, ids=[f"{id_}-{t.id}" for id_, t in TARGETS])
def test_a_published_figure_is_reproduced(preset: str, target: Target) -> None:
    arms = tuple(Arm) if target.of == "difference" else (target.arm,)
    found = reproduced(target, {arm: cohort(preset, arm) for arm in arms})
    assert found.people >= 100
    assert target.low <= found.value <= target.high, f"{target.says}: {found.value:.2f}"
