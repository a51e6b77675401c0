"""10,000 people, 84 mg nasal esketamine, 241 minutes: exact stepping beside SciPy's `solve_ivp` (LSODA, rtol 1e-6)."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # both sides on one core

import sys
import time
from itertools import pairwise

import numpy as np
from _clinic import ROOT
from scipy.integrate import solve_ivp

sys.path.insert(0, str(ROOT / "src"))
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly
from openkap.clinical.pharmacokinetics.prediction import doses_of
from openkap.clinical.pharmacokinetics.system import _entering, concentrations
from openkap.content import catalogue

PEOPLE, MINUTES, PEER = 10_000, 241, 60  # the peer runs this many, and is scaled up
DEMAND = 100  # times as fast


def main() -> int:
    """Time both; also say how far they are apart, and how time grows with people."""
    model = catalogue.entry("pharmacokinetics", "esketamine-nasal").value
    doses, scores = doses_of(model, 84), spread_evenly(PEOPLE, len(model.varying()))
    system = compartments(model, Somebody(), scores)
    for people in (1_000, 3_000, PEOPLE):
        some = compartments(model, Somebody(), scores[:people])
        took = min(_timed(lambda s=some: concentrations(s, doses, "ketamine", 1.0, MINUTES)) for _ in range(3))
        print(f"exact, {people:6,} people: {took:.3f} s")
    ours, started = concentrations(system, doses, "ketamine", 1.0, MINUTES), time.perf_counter()
    theirs = np.stack([_lsoda(system, doses, person) for person in range(PEER)])
    peer = (time.perf_counter() - started) * PEOPLE / PEER
    apart = float(np.abs(ours[:PEER] - theirs).max())
    print(f"solve_ivp LSODA, scaled from {PEER}: {peer:.1f} s; apart by at most {apart:.1e} ng/mL")
    print(f"ratio: {peer / took:.0f} times")
    return int(peer / took < DEMAND or apart > 1e-2)


def _timed(run: object) -> float:
    started = time.perf_counter()
    run()  # type: ignore[operator]
    return time.perf_counter() - started


def _lsoda(system: object, doses: object, person: int) -> np.ndarray:
    """One person, started again wherever something enters, as a user of the library would write it."""
    rates, entries = _entering(system, doses)  # type: ignore[arg-type]
    matrix, output = rates[person], system.outputs["ketamine"][person]  # type: ignore[attr-defined]
    times = sorted({float(b.at_min[person]) for b in entries} | {0.0, MINUTES - 1.0})
    state, found = np.zeros(matrix.shape[0]), np.zeros(MINUTES)
    for start, end in pairwise(times):
        for b in entries:
            if float(b.at_min[person]) == start:
                state[b.into] += b.amount[person]
        grid = np.arange(np.ceil(start), np.floor(end) + 1)
        solved = solve_ivp(lambda _, a: matrix @ a, (start, end), state, "LSODA", np.union1d(grid, end), rtol=1e-6)
        found[grid.astype(int)] = solved.y[: len(output), : len(grid)].T @ output
        state = solved.y[:, -1].copy()
    return found


if __name__ == "__main__":
    sys.exit(main())
