"""What a director asks: whom, two protocols, how many people, which seed. Each part may still be missing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from openkap.clinical.simulation.chance import SEED_MOST
from openkap.clinical.simulation.preset import Arm, Preset
from openkap.clinical.simulation.scenario import Scenario
from openkap.content import catalogue, simulations
from openkap.content.loader import ContentError

CONTROL = "control"
PEOPLE = (100, 200, 400)
PARTS = ("first", "second", "people", "seed")
HOW_MANY = "This page simulates 100, 200 or 400 people. Choose one of them; the command openkap simulate takes more."
SEED = f"A seed is a whole number from 0 to {SEED_MOST}. Write such a number, for example 1."


@dataclass(frozen=True, slots=True)
class Question:
    """Two scenarios, and the people who go through both."""

    first: Scenario
    second: Scenario
    people: int
    seed: int


@dataclass(frozen=True, slots=True)
class Asked:
    """As much of the question as was asked; ``problem`` says in words why there is no answer."""

    preset: Preset | None = None
    form: "CompareForm | None" = None
    question: Question | None = None
    problem: str = ""

    @property
    def refused(self) -> bool:
        """Whether something was asked that cannot be answered."""
        return bool(self.problem) or (self.form is not None and self.form.is_bound and self.question is None)


class CompareForm(forms.Form):
    """Two protocols for the people of one preset."""

    preset = forms.CharField(widget=forms.HiddenInput)
    first = forms.CharField(label="First", widget=forms.Select, max_length=80)
    second = forms.CharField(label="Second", widget=forms.Select, max_length=80)
    people = forms.TypedChoiceField(
        label="Simulated people",
        coerce=int,
        choices=lambda: [(n, str(n)) for n in PEOPLE],
        error_messages={"invalid_choice": HOW_MANY, "required": HOW_MANY},
    )
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=SEED_MOST,
        help_text="The same seed gives the same people.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), SEED),
    )

    def __init__(self, preset: Preset, data: QueryDict | None = None) -> None:
        ways = [(p, catalogue.entry("protocols", p).value.title) for p in in_force(preset)]
        control = (CONTROL, "The same as the first, without the drug")
        other = ways[1][0] if len(ways) > 1 else CONTROL
        usual = {"preset": preset.pin.id, "first": ways[0][0], "second": other, "people": 200, "seed": 1}
        super().__init__(data, initial=usual)
        self.fields["first"].widget = forms.Select(choices=ways)
        self.fields["second"].widget = forms.Select(choices=[*ways, control])

    def clean(self) -> dict[str, Any]:
        """A protocol beside itself would show nothing but noughts."""
        if self.cleaned_data.get("first") == self.cleaned_data.get("second", CONTROL):
            self.add_error("second", "Both are the same protocol. Choose another one, or the same without the drug.")
        return self.cleaned_data


def in_force(preset: Preset) -> list[str]:
    """The protocols of a preset of which some version is in force, the usual one first."""
    known = catalogue.ids("protocols")
    return [p for p in preset.protocols if p in known]


def asked_in(data: QueryDict) -> Asked:
    """Read the question; whom to simulate comes first, then the rest."""
    name = str(data.get("preset", ""))
    if not name:
        return Asked()
    try:
        preset = simulations.preset(name)
    except ContentError as error:
        return Asked(problem=_words(error))
    form = CompareForm(preset, data if any(part in data for part in PARTS) else None)
    if not form.is_valid():
        return Asked(preset, form)
    try:
        return Asked(preset, form, _question(preset, form))
    except ContentError as error:
        return Asked(preset, form, problem=_words(error))


def _question(preset: Preset, form: CompareForm) -> Question:
    """Both scenarios. Raises ContentError for a protocol that these people do not go through."""
    asked = form.cleaned_data
    first = simulations.scenario(preset, asked["first"])
    if asked["second"] == CONTROL:
        second = simulations.scenario(preset, asked["first"], arm=Arm.CONTROL)
    else:
        second = simulations.scenario(preset, asked["second"])
    return Question(first, second, asked["people"], asked["seed"])


def _words(error: ContentError) -> str:
    return f"{error.problem[:1].upper()}{error.problem[1:]} {error.remedy}"
