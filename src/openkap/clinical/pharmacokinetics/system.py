"""A person's compartments, and how a dose enters them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from openkap.clinical.pharmacokinetics.compartments import Array, Bolus, respond

PER_L = 1000.0  # ng/mL in one mg/L


@dataclass(frozen=True, slots=True)
class Dose:
    """``mg`` of base by a path (``device``, ``iv`` …), minutes after the first dose; an infusion runs ``over_min``."""

    at_min: float
    mg: float
    path: str
    over_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Door:
    """Where a fraction (people,) of a dose goes; at once, or evenly over ``over_min`` (people,)."""

    into: int
    fraction: Array
    over_min: Array | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Compartments of some people: rates (people, n, n) per minute, a row of ng/mL per mg for each analyte.

    ``doors`` says by path where a dose goes; a path named ``X-next`` is for the second and later doses by X.
    """

    rates: Array
    outputs: Mapping[str, Array]
    doors: Mapping[str, tuple[Door, ...]]

    @property
    def people(self) -> int:
        """How many."""
        return int(self.rates.shape[0])


def concentrations(system: System, doses: Sequence[Dose], analyte: str, step_min: float, count: int) -> Array:
    """ng/mL at even times from the first dose on: (people, count)."""
    rates, entries = _entering(system, doses)
    return respond(rates, _widened(system.outputs[analyte], rates.shape[-1]), entries, step_min, count)


def area(system: System, doses: Sequence[Dose], analyte: str, until_min: float) -> Array:
    """The area under the curve from the first dose to ``until_min``, ng·h/mL: (people,)."""
    rates, entries = _entering(system, doses)
    n = rates.shape[-1]
    wider = np.zeros((system.people, n + 1, n + 1))
    wider[:, :n, :n] = rates
    wider[:, n, :n] = _widened(system.outputs[analyte], n) / 60.0
    only = np.zeros((system.people, n + 1))
    only[:, n] = 1.0
    return respond(wider, only, entries, until_min, 2)[:, 1]


def _widened(output: Array, n: int) -> Array:
    wide = np.zeros((output.shape[0], n))
    wide[:, : output.shape[1]] = output
    return wide


def _entering(system: System, doses: Sequence[Dose]) -> tuple[Array, list[Bolus]]:
    """The rates, widened by a source for each compartment with an even inflow, and all that enters."""
    n, sources, entries, seen = system.rates.shape[-1], dict[int, int](), list[Bolus](), set[str]()
    for dose in sorted(doses, key=lambda d: d.at_min):
        for door in system.doors[_path(system, dose.path, seen)]:
            at, mg = np.full(system.people, dose.at_min), door.fraction * dose.mg
            over = np.full(system.people, dose.over_min) if dose.over_min else door.over_min
            if over is None:
                entries.append(Bolus(at, door.into, mg))
                continue
            source = sources.setdefault(door.into, n + len(sources))
            entries += [Bolus(at, source, mg / over), Bolus(at + over, source, -mg / over)]
    rates = np.zeros((system.people, n + len(sources), n + len(sources)))
    rates[:, :n, :n] = system.rates
    for into, source in sources.items():
        rates[:, into, source] = 1.0
    return rates, entries


def _path(system: System, path: str, seen: set[str]) -> str:
    again = f"{path}-next" if path in seen and f"{path}-next" in system.doors else path
    seen.add(path)
    if again not in system.doors:
        known = ", ".join(p for p in system.doors if not p.endswith("-next"))
        raise ValueError(f"This model has no dose by {path!r}. It has: {known}.")
    return again
