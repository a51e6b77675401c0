"""What a published model is: parameters with their sources, what changes them, and how people differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin


class Strength(StrEnum):
    """How much a curve of this model is worth; of a weak one only the range is shown."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typical value at 70 kg in L, L/min, 1/min, min or 1, and how it varies between people.

    ``spread`` is a standard deviation, of the logarithm or, for a fraction, of the ``logit``. With ``weight_exponent``
    it grows as (weight / 70 kg) to that power.
    """

    name: str
    value: float
    basis: tuple[Basis, ...]
    spread: float = 0.0
    on_logit: bool = False
    weight_exponent: float = 0.0


@dataclass(frozen=True, slots=True)
class AgeEffect:
    """A parameter changes by ``per_year`` for each year above an age."""

    parameter: str
    above_years: float
    per_year: float


@dataclass(frozen=True, slots=True)
class Option:
    """A named choice that multiplies parameters; off unless somebody asks for it."""

    name: str
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Regimen:
    """How the clinic gives it: its path, devices of ``device_mg`` each ``between_min`` apart, or over ``over_min``."""

    path: str
    device_mg: float = 0.0
    between_min: float = 0.0
    over_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """When to expect something, in minutes from the first dose: from clinical time courses, not from a curve."""

    what: str
    minutes: tuple[float, float]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One file of ``content/pharmacokinetics``."""

    pin: Pin
    title: str
    drug: str
    route: str
    site: str
    strength: Strength
    structure: str
    products: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    regimen: Regimen
    usual_mg: tuple[float, float]
    weighed: bool
    basis: tuple[Basis, ...]
    age_effects: tuple[AgeEffect, ...] = ()
    options: tuple[Option, ...] = ()
    covariances: tuple[tuple[str, str, float], ...] = ()
    warnings: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()

    def varying(self) -> tuple[str, ...]:
        """Parameters that differ between people, in order."""
        return tuple(p.name for p in self.parameters if p.spread)
