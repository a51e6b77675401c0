"""How the symptoms of one simulated person go over the days: gained dose by dose, kept, and perhaps lost again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, sqrt

from openkap.clinical.simulation.people import Person
from openkap.clinical.simulation.preset import Preset

WEEK = 7.0


@dataclass(slots=True)
class Trajectory:
    """The state of one person as the days go by. Days are counted from the first dose; call it in their order."""

    preset: Preset
    person: Person
    doses: list[int] = field(default_factory=list)
    ongoing: bool = False  # more doses are to come
    relapsed_on: float | None = None
    _hazard: float = 0.0
    _until: float = 0.0
    _noise: dict[str, tuple[float, float]] = field(default_factory=dict)

    def dose(self, day: int, *, more: bool) -> None:
        """A dose was given; ``more`` says that treatment goes on after it."""
        self.advance(day)
        self.doses.append(day)
        self.ongoing = more

    def stop(self, day: float) -> None:
        """No more doses from this day on."""
        self.advance(day)
        self.ongoing = False

    def advance(self, day: float) -> None:
        """Let the hazard of relapse run up to a day."""
        if self.relapsed_on is None and self.doses and self.person.responds and day > self._until:
            since = max(self._until, self.doses[0])
            step = self._between(since, day)
            if self._hazard + step >= self.person.relapses_at:
                self.relapsed_on = self._when(since, day)
            self._hazard += step
        self._until = max(self._until, day)

    def _between(self, since: float, until: float) -> float:
        """Hazard of a stretch: Weibull from the last dose on; while treatment goes on, steady and multiplied."""
        relapse, scale = self.preset.relapse, self.person.relapse_scale_weeks * WEEK
        if self.ongoing:
            return relapse.on_treatment.value * (until - since) / scale
        shape, last = relapse.shape.value, self.doses[-1]
        return float(((until - last) / scale) ** shape - (max(since - last, 0.0) / scale) ** shape)

    def _when(self, since: float, until: float) -> float:
        """The day within a stretch on which the hazard reached what this person bears; found by halving."""
        low, high = since, until
        for _ in range(12):
            middle = (low + high) / 2
            short = self._hazard + self._between(since, middle) < self.person.relapses_at
            low, high = (middle, high) if short else (low, middle)
        return high

    def gained(self, day: float) -> float:
        """The share of symptoms gained on a day; negative is worse than at the start."""
        self.advance(day)
        given = sum(1 for dose in self.doses if dose < day)
        share = self.person.gains * (1 - (1 - self.preset.per_dose.value) ** given)
        if self.relapsed_on is None or day <= self.relapsed_on:
            return share
        relapse = self.preset.relapse
        lost = relapse.falls_back.value * min((day - self.relapsed_on) / relapse.over_days.value, 1.0)
        return share * (1 - lost)

    def score(self, instrument: str, day: float, deviate: float) -> int:
        """The whole score on a day: what the state says, and noise that is alike on days near each other."""
        measure = self.preset.measure(instrument)
        if measure is None:
            raise ValueError(f"{self.preset.pin} knows nothing of {instrument}. Ask for what it measures.")
        way, apart = self.person.ways[instrument], self.preset.noise_days.value
        last = self._noise.get(instrument)
        alike = exp(-(day - last[0]) / apart) if last else 0.0
        noise = alike * (last[1] if last else 0.0) + sqrt(1 - alike * alike) * deviate
        self._noise[instrument] = (day, noise)
        gains = min(self.gained(day) * measure.follows.value, 1.0)
        wanted = way.true_baseline * (1 - gains) + measure.noise_sd.value * noise
        return min(max(round(wanted), way.lowest), way.lowest + len(way.order))


def answers(order: Sequence[str], items: Sequence[str], lowest: int, score: int) -> dict[str, int]:
    """The answers that make up a score: its first points in the person's own order."""
    found: dict[str, int] = dict.fromkeys(items, 0)
    for item in order[: score - lowest]:
        found[item] += 1
    return found
