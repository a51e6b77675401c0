"""Linear compartments and their exact solution.

A system is dA/dt = K A with amounts A in mg, time in minutes and K in 1/min, one K a person. Everything that enters is
a bolus; an even inflow over a time is a bolus of its rate into a source that empties nowhere, and its opposite later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial, isqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
AT_ONCE, FEWEST = 300, 24  # people who are worked out together: many for few times, few for many
IN_CACHE = 72_000  # values of theirs that stay in the cache meanwhile
SMALL = 0.5  # norm to which a matrix is halved before its series is summed
TERMS = 11  # of the series at most: 0.5**12 / 12! is beneath the last digit
LAST_DIGIT = 1e-17


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
    terms = next(k for k in range(1, TERMS + 1) if k == TERMS or largest ** (k + 1) < LAST_DIGIT * factorial(k + 1))
    one = np.broadcast_to(np.eye(matrix.shape[-1]), matrix.shape)
    total = one + scaled / terms
    for k in range(terms - 1, 0, -1):
        total = one + scaled @ total / k
    for _ in range(halvings):
        total = total @ total
    return total


def respond(rates: Array, output: Array, entries: Sequence[Bolus], step_min: float, count: int) -> Array:
    """The output at ``count`` even times from minute 0: (people, count).

    ``rates`` (people, n, n) per minute; ``output`` (people, n) turns amounts into what is read, for example ng/mL.
    """
    rates, output, entries = _needed(rates, output, entries)
    people, at_once = rates.shape[0], max(FEWEST, min(AT_ONCE, IN_CACHE // max(count, 1)))
    found = np.zeros((people, count))
    for start in range(0, people, at_once):
        some = slice(start, start + at_once)
        mine = [Bolus(b.at_min[some], b.into, b.amount[some]) for b in entries]
        _respond(rates[some], output[some], mine, step_min, found[some])
    return found


def _respond(rates: Array, output: Array, entries: Sequence[Bolus], step_min: float, found: Array) -> None:
    """Fill ``found`` (people, count), which holds zeros.

    In leaps of about the root of ``count`` steps: the states after each leap, and the output's rows within one.
    """
    landed, count = _landed(rates, entries, step_min), found.shape[1]
    if not landed or not count:
        return
    leap = 2 ** (isqrt(count - 1).bit_length())
    rows, power = _rows(exponential(rates * step_min), output, leap)
    within, onward = (np.ascontiguousarray(each.transpose(0, 2, 1)) for each in (rows, power))

    def seen(state: Array, steps: int) -> Array:
        states, _ = _rows(onward, state, -(-steps // leap))
        return (states @ within).reshape(len(found), -1)[:, :steps]

    if all((whole == whole[0]).all() for whole, _ in landed):
        for start, end, state in _stretches(rates, landed, step_min, count):
            found[:, start:end] = seen(state, end - start)
        return
    for whole, state in landed:
        alone = seen(state, count)
        for steps in np.unique(whole[whole < count]):
            those = whole == steps
            found[those, steps:] += alone[those, : count - steps]


def _stretches(
    rates: Array, landed: Sequence[tuple[NDArray[np.int64], Array]], step_min: float, count: int
) -> Iterator[tuple[int, int, Array]]:
    """Where everybody's doses land on the same steps: from one to the next, and the state at the first of them."""
    adding: dict[int, Array] = {}
    for whole, state in landed:
        steps = int(whole[0])
        adding[steps] = adding[steps] + state if steps in adding else state
    starts = sorted(s for s in adding if s < count)
    state, since = np.zeros(rates.shape[:2]), 0
    for start, end in pairwise([*starts, count]):
        state = _carried(rates, state, np.full(len(rates), (start - since) * step_min)) + adding[start]
        since = start
        yield start, end, state


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


def _rows(power: Array, row: Array, count: int) -> tuple[Array, Array]:
    """A row after 0, 1, 2 … steps: (people, count, n), each round doubling how many there are; and the power reached.

    Where ``count`` is a power of two, that is the matrix of ``count`` steps.
    """
    rows = row[:, None, :]
    while rows.shape[1] < count:
        rows, power = np.concatenate([rows, rows @ power], axis=1), power @ power
    return rows[:, :count], power


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
