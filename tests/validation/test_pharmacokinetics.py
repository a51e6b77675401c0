"""The published acceptance values A1 to A53: each stands as an example in the file of its model."""

from typing import Any

import pytest

from openkap.clinical.pharmacokinetics.definition import Model
from openkap.clinical.pharmacokinetics.model import Somebody, typical
from openkap.clinical.pharmacokinetics.system import Dose, area
from openkap.content import catalogue
from openkap.content.readers.pharmacokinetics_checks import accepted, reproduce

MODELS = catalogue.entries("pharmacokinetics")
CASES = [(e.value, x) for e in MODELS for x in e.document["examples"]]


@pytest.mark.parametrize(("model", "example"), CASES, ids=[f"{m.pin.id}-{x['name']}" for m, x in CASES])
def test_published_value(model: Model, example: dict[str, Any]) -> None:
    low, high = accepted(example)
    assert low <= reproduce(model, example) <= high


def test_every_acceptance_value_stands_somewhere() -> None:
    elsewhere = {"A39", "A49"}  # below: a sum of parameters, a ratio
    assert {f"A{n}" for n in range(1, 54)} - {x["name"] for _, x in CASES} <= elsewhere


def test_a39_volume_at_steady_state() -> None:
    parts = {p.name: p.value for p in catalogue.entry("pharmacokinetics", "esketamine-nasal").value.parameters}
    assert parts["volume-central"] + parts["volume-shallow"] + parts["volume-deep"] == 752


def test_a49_a_blocked_enzyme_raises_what_is_absorbed() -> None:
    model = catalogue.entry("pharmacokinetics", "esketamine-oral").value
    plain, blocked = (
        area(typical(model, Somebody(62, options=o)), [Dose(0, 12.4, "oral")], "ketamine", 1440)[0]
        for o in ((), ("cyp2b6-inhibited",))
    )
    assert 2.0 <= blocked / plain <= 3.0
