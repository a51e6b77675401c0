"""Linear compartments and their exact solution.

A system is dA/dt = K A with amounts A in mg, time in minutes and K in 1/min, one K a person. Everything that enters is
a bolus; an even inflow over a time is a bolus of its rate into a source that empties nowhere, and its opposite later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
AT_ONCE = 100  # people whose powers are held in memory together: they stay in the cache
SMALL = 0.5  # norm to which a matrix is halved before its series is summed
TERMS = 11  # of the series: 0.5**12 / 12! is beneath the last digit


@dataclass(frozen=True, slots=True)
class Bolus:
    """``amount`` (people,) enters compartment ``into`` at ``at_min`` (people,), minutes from the first dose."""

    at_min: Array
    into: int
    amount: Array


def exponential(matrix: Array) -> Array:
    """e to the power of each matrix: (people, n, n) in and out; scaling, a Taylor series, squaring."""
    largest = float(np.abs(matrix).sum(axis=-1).max(initial=0.0))
    halvings = max(0, int(np.ceil(np.log2(largest / SMALL)))) if largest > 0 else 0
    scaled = matrix / 2.0**halvings
    one = np.broadcast_to(np.eye(matrix.shape[-1]), matrix.shape)
    total = one + scaled / TERMS
    for k in range(TERMS - 1, 0, -1):
        total = one + scaled @ total / k
    for _ in range(halvings):
        total = total @ total
    return total


def respond(rates: Array, output: Array, entries: Sequence[Bolus], step_min: float, count: int) -> Array:
    """The output at ``count`` even times from minute 0: (people, count).

    ``rates`` (people, n, n) per minute; ``output`` (people, n) turns amounts into what is read, for example ng/mL.
    """
    rates, output, entries = _needed(rates, output, entries)
    people = rates.shape[0]
    found = np.zeros((people, count))
    for start in range(0, people, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        mine = [Bolus(b.at_min[some], b.into, b.amount[some]) for b in entries]
        found[some] = _respond(rates[some], output[some], mine, step_min, count)
    return found


def _respond(rates: Array, output: Array, entries: Sequence[Bolus], step_min: float, count: int) -> Array:
    rows = _rows(exponential(rates * step_min), output, count)
    found = np.zeros(rows.shape[:2])
    landed = _landed(rates, entries, step_min)
    if not landed:
        return found
    seen = rows @ np.stack([state for _, state in landed], axis=-1)
    for i, (whole, _) in enumerate(landed):
        for steps in np.unique(whole[whole < count]):  # one for all, unless the times differ between people
            those = slice(None) if (whole == steps).all() else whole == steps
            found[those, steps:] += seen[those, : count - steps, i]
    return found


def _landed(rates: Array, entries: Sequence[Bolus], step_min: float) -> list[tuple[NDArray[np.int64], Array]]:
    """What enters together, as a state at the first grid time after it: the grid index and the state, a person each."""
    groups: dict[bytes, tuple[NDArray[np.int64], Array, Array]] = {}
    for bolus in entries:
        whole = np.ceil(bolus.at_min / step_min - 1e-9).astype(np.int64)
        until = np.maximum(whole * step_min - bolus.at_min, 0.0)
        key = whole.tobytes() + until.tobytes()
        _, _, state = groups.setdefault(key, (whole, until, np.zeros(rates.shape[:2])))
        state[:, bolus.into] += bolus.amount
    return [(whole, _carried(rates, state, until)) for whole, until, state in groups.values()]


def _carried(rates: Array, state: Array, minutes: Array) -> Array:
    if not minutes.any():
        return state
    return (exponential(rates * minutes[:, None, None]) @ state[:, :, None])[:, :, 0]


def _rows(power: Array, output: Array, count: int) -> Array:
    """The output as a row after 0, 1, 2 … steps: (people, count, n), each round doubling how many there are."""
    rows = output[:, None, :]
    while rows.shape[1] < count:
        more = rows @ power
        rows, power = np.concatenate([rows, more], axis=1), power @ power
    return rows[:, :count]


def _needed(rates: Array, output: Array, entries: Sequence[Bolus]) -> tuple[Array, Array, list[Bolus]]:
    """The compartments that something enters and that the output sees; the others change nothing."""
    flows = (rates != 0).any(axis=0)
    filled = _spread({b.into for b in entries}, flows.T)
    seen = _spread({int(i) for i in np.flatnonzero((output != 0).any(axis=0))}, flows)
    keep = sorted(filled & seen)
    place = {old: new for new, old in enumerate(keep)}
    kept = [Bolus(b.at_min, place[b.into], b.amount) for b in entries if b.into in place]
    return rates[:, keep][:, :, keep], output[:, keep], kept


def _spread(start: set[int], edges: NDArray[np.bool_]) -> set[int]:
    found, waiting = set(start), list(start)
    while waiting:
        for i in np.flatnonzero(edges[waiting.pop()]):
            if int(i) not in found:
                found.add(int(i))
                waiting.append(int(i))
    return found
