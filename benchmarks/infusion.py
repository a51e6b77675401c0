"""35 mg of racemic ketamine over 40 minutes, the arterial model, beside `opentiva` (class `Klamp`, the same source).

It is asked in both ways it has: `run`, the documented one, on its own grid of a second, of which every sixtieth is a
minute; and its closed form for one instant, which it does not document. Where it is not installed only ours is timed.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # both sides on one core

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from _clinic import ROOT

sys.path.insert(0, str(ROOT / "src"))
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly, typical
from openkap.clinical.pharmacokinetics.system import Dose as Given
from openkap.clinical.pharmacokinetics.system import System, concentrations
from openkap.content import catalogue

MG, OVER_MIN, HOURS_S = 35.0, 40, 14_400
PEOPLE, FEW, PEER = 3_000, 192, 5
DEMAND = 200  # times as fast as `run`, each minute
APART_NG_PER_ML = 0.02
DOSES = (Given(0.0, MG, "iv", OVER_MIN),)


def main() -> int:
    """Time ours and theirs at the minutes and at the seconds; say how far apart they are."""
    model = catalogue.entry("pharmacokinetics", "ketamine-iv-arterial").value
    many = compartments(model, Somebody(70), spread_evenly(PEOPLE, len(model.varying())))
    few = compartments(model, Somebody(70), spread_evenly(FEW, len(model.varying())))
    minutes = _best(lambda: _ours(many, 1.0, 241)) / PEOPLE
    seconds = _best(lambda: _ours(few, 1 / 60, HOURS_S + 1)) / FEW
    print(f"ours, a person: {1e6 * minutes:.1f} µs at 241 minutes, {1e6 * seconds:.0f} µs at {HOURS_S + 1:,} seconds")
    if find_spec("opentiva") is None:
        print("opentiva is not installed: benchmarks/README.md says how")
        return 0
    run, form = _best(_run), _best(_closed_form)
    apart = float(np.abs(_ours(typical(model, Somebody(70)), 1.0, 240)[0] - 1000 * _run()[::60, 1]).max())
    print(f"opentiva, a person: run {1e3 * run:.2f} ms, closed form at 241 minutes {1e6 * form:.0f} µs")
    print(f"apart by at most {apart:.3f} ng/mL")
    print(f"ratio at the minutes: {run / minutes:.0f} times run, {form / minutes:.0f} times the closed form")
    print(f"ratio at the seconds: {run / seconds:.0f} times run, which also gives the effect site")
    return int(run / minutes < DEMAND or apart > APART_NG_PER_ML)


def _ours(system: System, step_min: float, count: int) -> Any:
    return concentrations(system, DOSES, "ketamine", step_min, count)


def _pump() -> Any:
    from opentiva.ketamine import Klamp
    from opentiva.pump import Pump

    pump = Pump(Klamp(1, 45, 70, 175), 10, HOURS_S)
    pump.add_infusion(0, MG / (60 * OVER_MIN), 60 * OVER_MIN)
    return pump


def _run() -> Any:
    """Time in s, plasma and effect site in mcg/mL, each second."""
    return _pump().run()


def _closed_form() -> list[float]:
    pump = _pump()
    pump.generate_infusions()
    return [pump.pkpd_model.calculate_cp(pump.infusion_list, 60 * minute) for minute in range(241)]


def _best(run: Callable[[], Any]) -> float:
    """The shortest of some runs, in seconds of a core: other work on the machine does not count."""
    shortest = float("inf")
    for _ in range(PEER):
        began = time.process_time()
        run()
        shortest = min(shortest, time.process_time() - began)
    return shortest


if __name__ == "__main__":
    sys.exit(main())
