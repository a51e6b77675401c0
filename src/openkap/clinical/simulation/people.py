"""One simulated person, drawn from a preset: where they begin, what they gain, what they are prone to."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.simulation.chance import Purpose, deviates, stream, world_of
from openkap.clinical.simulation.preset import Arm, Effect, Measure, Preset, Room

RESPONDS = 0.5  # the share of symptoms gained from which somebody has a response that can be lost
LATE = 0.8  # how much later the last items of a scale are reached, on the scale of the items' own order


@dataclass(frozen=True, slots=True)
class Way:
    """How one person answers one instrument: the true baseline, and in which order its points are reached."""

    true_baseline: float
    order: tuple[str, ...]
    lowest: int


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated person. ``leaves_at`` and ``relapses_at`` are cumulative hazards, reached sooner or later."""

    number: int
    world: int
    kind: str
    gains: float
    ways: Mapping[str, Way]
    leaves_at: float
    weekly_leaving: float
    relapses_at: float
    relapse_scale_weeks: float
    weight_kg: float
    systolic: float
    diastolic: float
    systolic_rise: float
    diastolic_rise: float
    prone: frozenset[str]

    @property
    def responds(self) -> bool:
        """Whether there is a response to lose."""
        return self.gains >= RESPONDS


def person(
    preset: Preset, instruments: Mapping[str, Instrument], arm: Arm, seed: int, number: int, therapy: float
) -> Person:
    """Draw one person. ``therapy`` is the assumed increment of psychotherapy in standard deviations of change."""
    benefit, leaving, relapse = deviates(seed, world_of(number))
    draw = stream(seed, number, Purpose.PERSON)
    quantile, gain_z, rise_z = draw.random(), draw.standard_normal(), draw.standard_normal(2)
    leaves_at, relapses_at = draw.exponential(1.0), draw.exponential(1.0)
    name, gains = _gains(preset, arm, float(quantile), float(gain_z), benefit)
    room, treated = preset.room, arm is Arm.TREATMENT
    rises = float(rise_z[0]), float(0.6 * rise_z[0] + 0.8 * rise_z[1])  # the two pressures rise together
    systolic, diastolic = _pressure(room, draw)
    effects = (*preset.effects, room.sedation, room.dissociation)
    prone = frozenset(e.id for e, u in zip(effects, draw.random(len(effects)), strict=True) if u < _people(e, arm))
    return Person(
        number=number,
        world=world_of(number),
        kind=name,
        gains=min(gains + therapy * _change_sd(preset, arm), 1.0),
        ways={m.instrument: _way(m, instruments[m.instrument], draw) for m in preset.measures},
        leaves_at=float(leaves_at),
        weekly_leaving=-log(1 - preset.leaving.each_week.in_world(leaving)),
        relapses_at=float(relapses_at),
        relapse_scale_weeks=preset.relapse.scale_weeks.in_world(relapse),
        weight_kg=float(np.clip(draw.normal(75.0, 15.0), 45.0, 130.0)),
        systolic=systolic,
        diastolic=diastolic,
        systolic_rise=(room.systolic_rise.mean.value + room.systolic_rise.sd.value * rises[0]) * treated,
        diastolic_rise=(room.diastolic_rise.mean.value + room.diastolic_rise.sd.value * rises[1]) * treated,
        prone=prone,
    )


def _people(effect: Effect, arm: Arm) -> float:
    if arm is Arm.TREATMENT:
        return effect.people.value
    return effect.control.value if effect.control else 0.0


def _gains(preset: Preset, arm: Arm, quantile: float, z: float, benefit: float) -> tuple[str, float]:
    """The class, and the share of symptoms gained in the end. The last class takes what the others leave."""
    *before, kind = preset.arms[arm]
    for one in before:
        quantile -= one.share.in_world(benefit)
        if quantile < 0:
            kind = one
            break
    return kind.name, kind.gains.mean.value + kind.gains.sd.value * z


def _pressure(room: Room, draw: np.random.Generator) -> tuple[float, float]:
    """The usual level of somebody who was let in: higher ones were treated first."""
    while True:
        first, second = draw.standard_normal(2)
        systolic = room.systolic.mean.value + room.systolic.sd.value * float(first)
        diastolic = room.diastolic.mean.value + room.diastolic.sd.value * float(0.6 * first + 0.8 * second)
        if systolic <= room.systolic_at_most.value and diastolic <= room.diastolic_at_most.value:
            return systolic, diastolic


def _change_sd(preset: Preset, arm: Arm) -> float:
    """The standard deviation of the share gained, over all classes of an arm."""
    kinds = preset.arms[arm]
    shares = [k.share.value for k in kinds]
    mean = sum(s * k.gains.mean.value for s, k in zip(shares, kinds, strict=True)) / sum(shares)
    square = sum(
        s * (k.gains.sd.value**2 + (k.gains.mean.value - mean) ** 2) for s, k in zip(shares, kinds, strict=True)
    )
    return float((square / sum(shares)) ** 0.5)


def _way(measure: Measure, instrument: Instrument, draw: np.random.Generator) -> Way:
    """A true baseline whose measured value was let in, and an order of the points of the scale.

    Each item has as many points as its highest answer; the harder of them come later, and each person has an order of
    their own. Somebody who scores 9 shows the first nine points of that order, so a score and its answers agree.
    """
    low, high = int(instrument.score.low), int(instrument.score.high)
    floor = measure.entry_at_least.value if measure.entry_at_least else low
    while True:
        true = measure.baseline.mean.value + measure.baseline.sd.value * draw.standard_normal()
        if floor <= true + measure.noise_sd.value * draw.standard_normal() <= high:
            break
    steps, lowest = [], 0
    for item in instrument.score.of:
        values = sorted(instrument.item(item).values)
        lowest += values[0]
        own = draw.standard_normal() * 0.25 + (LATE if item in measure.late else 0.0)
        steps += [(own + (n + 1) / (len(values) - 1), item) for n in range(len(values) - 1)]
    return Way(float(true), tuple(item for _, item in sorted(steps)), lowest)
