"""A simulated person behind somebody invented: scores and bedside readings, by seed, from a preset of the literature.

What a story turns on (a thought of death, a pressure that is too high) is told by it and does not come from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.simulation.chance import Purpose, stream
from openkap.clinical.simulation.people import Person, person
from openkap.clinical.simulation.preset import Arm, Preset
from openkap.clinical.simulation.rooms import Bedside, bedside
from openkap.clinical.simulation.trajectory import Trajectory, answers
from openkap.content import catalogue

BEFORE = 1000  # days before the first dose that still have numbers of their own


@dataclass(slots=True)
class Simulated:
    """One simulated person and how far they are. Days count from the first dose and are asked for in their order."""

    preset: Preset
    instruments: Mapping[str, Instrument]
    person: Person
    seed: int
    course: Trajectory
    doses: int = 0

    def dose(self, day: int, *, more: bool) -> None:
        """A dose was given; ``more`` says that others are planned."""
        self.course.dose(day, more=more)
        self.doses += 1

    def total(self, instrument: str, day: int) -> int:
        """The total score that they come to on a day."""
        names = tuple(self.instruments)
        which = (day + BEFORE) * len(names) + names.index(instrument)
        draw = stream(self.seed, self.person.number, Purpose.FORMS, which)
        return self.course.score(instrument, float(day), float(draw.standard_normal()))

    def totals(self, instruments: Iterable[str], day: int) -> dict[str, int]:
        """The totals of those instruments that their preset knows."""
        return {name: self.total(name, day) for name in instruments if name in self.instruments}

    def answers(self, instrument: str, total: int, without: Iterable[str] = ()) -> dict[str, int]:
        """The answers that make up a total in this person's own way; items of ``without`` stay at zero."""
        way, definition = self.person.ways[instrument], self.instruments[instrument]
        left_out = frozenset(without)
        order = tuple(item for item in way.order if item not in left_out)
        return answers(order, definition.score.of, way.lowest, total)

    def bedside(self) -> Bedside:
        """What they show around their next dose."""
        draw = stream(self.seed, self.person.number, Purpose.SESSION, self.doses + 1)
        return bedside(self.preset, self.person, Arm.TREATMENT, draw)


def somebody(preset_id: str, number: int, seed: int) -> Simulated:
    """The simulated person of this number: the same for the same seed, always. Psychotherapy adds what is sourced."""
    preset: Preset = catalogue.entry("presets", preset_id).value
    instruments = {m.instrument: catalogue.entry("instruments", m.instrument).value for m in preset.measures}
    drawn = person(preset, instruments, Arm.TREATMENT, seed, number, preset.therapy.default.value)
    return Simulated(preset, instruments, drawn, seed, Trajectory(preset, drawn))
