"""What the page of a comparison shows: a row a measure, the picture, what it rests on, and how to get it again."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from openkap import __version__
from openkap.clinical.simulation.chance import WORLDS
from openkap.clinical.simulation.comparing import Difference, compared
from openkap.clinical.simulation.preset import Arm, Preset
from openkap.clinical.simulation.scenario import Scenario
from openkap.clinical.simulation.telling import not_simulated
from openkap.content import catalogue
from openkap.interfaces.clinician.simulated.asking import CONTROL, Question
from openkap.interfaces.clinician.simulated.picture import PAGE, by_scale, figure, interval, pictures, title, word
from openkap.interfaces.clinician.simulated.pieces import Worked
from openkap.interfaces.components.telling import measure_title


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in words: both protocols, the difference with its interval, and whether it is clear."""

    title: str
    unit: str
    first: str
    second: str
    difference: str
    interval: str
    word: str
    clear: bool
    known: bool
    people: int


@dataclass(frozen=True, slots=True)
class Told:
    """A whole comparison but for the frame."""

    first: str
    second: str
    people: int
    seed: int
    worlds: int
    rows: tuple[Row, ...]  # in the order of the pictures
    pictures: tuple[SafeString, ...]
    not_simulated: tuple[str, ...]
    content: tuple[str, ...]
    command: str
    version: str


@dataclass(frozen=True, slots=True)
class Whom:
    """A preset that may be chosen."""

    id: str
    title: str
    says: str


def presets() -> tuple[Whom, ...]:
    """Everybody who can be simulated."""
    found: list[Preset] = [entry.value for entry in catalogue.entries("presets")]
    return tuple(Whom(p.pin.id, p.title, p.says) for p in found)


def told(question: Question, worked: Worked, width: float = PAGE) -> Told:
    """The comparison of everybody, by the engine's own figures; the pictures ``width`` pixels across."""
    found = compared(worked.first, worked.second)
    first, second = question.first, question.second
    left_out = not_simulated(first) | not_simulated(second)
    pins = dict.fromkeys(f"{pin.kind}/{pin}" for pin in (*first.pins, *second.pins))
    return Told(
        first=_title(first),
        second=_title(second),
        people=question.people,
        seed=question.seed,
        worlds=WORLDS,
        rows=tuple(_row(d) for group in by_scale(found).values() for d in group),
        pictures=pictures(found, width),
        not_simulated=tuple(measure_title(i) for i in sorted(left_out)),
        content=tuple(pins),
        command=command(question),
        version=__version__,
    )


def command(question: Question) -> str:
    """The same comparison on a command line."""
    first, second = question.first, question.second
    against = CONTROL if second.arm is Arm.CONTROL else second.protocol.pin.id
    asked = f"--preset {first.preset.pin.id} --protocol {first.protocol.pin.id} --against {against}"
    return f"openkap simulate {asked} --patients {question.people} --seed {question.seed} --json"


def _title(scenario: Scenario) -> str:
    return f"{scenario.protocol.title}{', without the drug' if scenario.arm is Arm.CONTROL else ''}"


def _row(d: Difference) -> Row:
    return Row(
        title=title(d),
        unit=d.unit,
        first=figure(d.first, d.unit),
        second=figure(d.second, d.unit),
        difference=figure(d.difference, d.unit, signed=True),
        interval=interval(d),
        word=word(d),
        clear=d.clear,
        known=d.difference is not None,
        people=d.people,
    )
