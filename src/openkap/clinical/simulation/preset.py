"""A preset: what simulated people are like, number by number, each with its source; and what they must reproduce."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin


class Arm(StrEnum):
    """Whether simulated people get the drug, or what the control group of the source got."""

    TREATMENT = "treatment"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class Amount:
    """One number. ``low`` and ``high`` are its 95 % interval where one is known; worlds differ within it."""

    value: float
    basis: tuple[Basis, ...]
    low: float | None = None
    high: float | None = None

    def in_world(self, deviate: float) -> float:
        """The number in one possible world: ``deviate`` standard errors from the published one, within its interval."""
        if self.low is None or self.high is None:
            return self.value
        return min(max(self.value + deviate * (self.high - self.low) / 3.92, self.low), self.high)


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean and a standard deviation, in the unit of what they speak of."""

    mean: Amount
    sd: Amount


@dataclass(frozen=True, slots=True)
class Measure:
    """How one instrument shows the state: its baseline, how strongly it follows, and the noise of one answer.

    ``follows`` multiplies the share of symptoms gained: above 1 the scale falls further than the main one. Items in
    ``late`` are reached only by high scores. ``entry_at_least`` is the score below which nobody was let in.
    """

    instrument: str
    baseline: Spread
    noise_sd: Amount
    follows: Amount
    entry_at_least: Amount | None = None
    late: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A latent class: its share of people, and the share of symptoms that each of them gains in the end."""

    name: str
    share: Amount
    gains: Spread


@dataclass(frozen=True, slots=True)
class Effect:
    """A side effect: how many people are prone to it, and how many sessions it comes to in those who are.

    ``symptom`` is what the room records, if its monitoring plan knows such a symptom.
    """

    id: str
    people: Amount
    again: Amount
    control: Amount | None
    symptom: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What happens around a dose. Pressures in mmHg, times in minutes after the first administration.

    Nobody is let in with a usual pressure above the two ``at_most``.
    """

    systolic: Spread
    diastolic: Spread
    systolic_at_most: Amount
    diastolic_at_most: Amount
    systolic_rise: Spread
    diastolic_rise: Spread
    pressure_noise_sd: Amount
    peak_min: Amount
    fades_min: Amount
    sedation: Effect
    deep_sedation: Amount
    dissociation: Effect
    marked_dissociation: Amount
    over_min: Spread


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves and who does not answer: chances per week and per form, and how much higher without improvement."""

    each_week: Amount
    each_form: Amount
    if_not_better: Amount


@dataclass(frozen=True, slots=True)
class Relapse:
    """Weibull time from the last dose to relapse of those who responded; on treatment the hazard is multiplied."""

    shape: Amount
    scale_weeks: Amount
    on_treatment: Amount
    falls_back: Amount
    over_days: Amount


@dataclass(frozen=True, slots=True)
class Therapy:
    """A psychotherapy increment, in standard deviations of the main scale's change. Zero unless somebody asks."""

    default: Amount
    most: Amount


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure that the simulation must meet: inside ``low`` to ``high``. The unit is % or points."""

    id: str
    says: str
    of: str
    arm: Arm
    low: float
    high: float
    value: float
    basis: tuple[Basis, ...]
    instrument: str = ""
    at_day: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """Everything that simulated people of one source are made of. The first measure is the main one."""

    pin: Pin
    title: str
    says: str
    warnings: tuple[str, ...]
    protocols: tuple[str, ...]  # those it may go through, the usual one first
    measures: tuple[Measure, ...]
    arms: Mapping[Arm, tuple[Kind, ...]]
    per_dose: Amount
    noise_days: Amount
    room: Room
    effects: tuple[Effect, ...]
    leaving: Leaving
    relapse: Relapse
    therapy: Therapy
    targets: tuple[Target, ...]

    @property
    def main(self) -> Measure:
        """The measure by which people were let in and the source tells its result."""
        return self.measures[0]

    def measure(self, instrument: str) -> Measure | None:
        """How simulated people answer this instrument; None where the preset knows nothing of it."""
        return next((m for m in self.measures if m.instrument == instrument), None)
