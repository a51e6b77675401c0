"""10,000 simulated people through a whole protocol on two cores, and where the time goes; the real engine alone."""

import cProfile
import os
import pstats
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from _clinic import ROOT

sys.path.insert(0, str(ROOT / "src"))
from openkap.clinical.simulation.course import course
from openkap.clinical.simulation.scenario import Scenario
from openkap.content import simulations

PEOPLE, CORES, SEED = 10_000, 2, 1
DEMAND = 60.0  # seconds
ROOMS = {  # a function, and what its time is spent on
    "fold": "the fold of the dosing room (the engine)",
    "warnings": "rules of early warning (the engine)",
    "assess": "scoring of forms (the engine)",
    "course": "everything",
}


def main() -> int:
    """Time ever more people, then all of them; seconds by the clock, and of the cores."""
    scenario = simulations.scenario(simulations.preset("esk_phase3"))
    _where(scenario)
    for people in (100, 1_000, PEOPLE):
        spent, took, doses = _run(scenario, people)
        print(f"{people:6,} courses, {doses:7,} sessions: {took:6.1f} s by the clock, {spent:6.1f} s of cores "
              f"({1000 * spent / people:.1f} ms a course; {spent / CORES:.1f} s on {CORES} free cores)")  # fmt: skip
    print(f"memory of one process at most {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    return int(min(took, spent / CORES) > DEMAND)


def _run(scenario: Scenario, people: int) -> tuple[float, float, int]:
    began, before = time.perf_counter(), _cores()
    with ProcessPoolExecutor(CORES) as pool:
        doses = sum(pool.map(partial(_doses, scenario), range(people), chunksize=50))
    return _cores() - before, time.perf_counter() - began, doses


def _doses(scenario: Scenario, number: int) -> int:
    return course(scenario, SEED, number).doses


def _cores() -> float:
    """Seconds of a core, of this process and of those that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _where(scenario: Scenario) -> None:
    """Shares of the time of 40 courses, as the profiler sees them."""
    profile = cProfile.Profile()
    profile.enable()
    for number in range(40):
        course(scenario, SEED, number)
    profile.disable()
    found = {name: spent for (_, _, name), (_, _, _, spent, _) in pstats.Stats(profile).stats.items() if name in ROOMS}
    for name, says in ROOMS.items():
        print(f"{100 * found[name] / found['course']:5.0f} %  {says}")


if __name__ == "__main__":
    sys.exit(main())
