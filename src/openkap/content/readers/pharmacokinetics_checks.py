"""What the check asks of a model beyond its shape: its structure's parameters, and the published values."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from openkap.clinical.pharmacokinetics.definition import Model
from openkap.clinical.pharmacokinetics.model import Somebody, typical
from openkap.clinical.pharmacokinetics.prediction import doses_of, exposure
from openkap.clinical.pharmacokinetics.structures import STRUCTURES
from openkap.clinical.pharmacokinetics.system import Dose, area, concentrations
from openkap.content.catalogue import Entry

FOR_EVER_MIN = 30 * 1440  # until nothing measurable is left


def problems(entry: Entry) -> Iterable[str]:
    """Parameters that its structure lacks or does not know, and published values that it misses."""
    model: Model = entry.value
    structure, names = STRUCTURES[model.structure], [p.name for p in model.parameters]
    if missing := sorted(structure.needs - set(names)):
        yield f"A {model.structure} model needs {', '.join(missing)}."
        return
    if unknown := sorted(set(names) - structure.needs - structure.may_have):
        yield f"A {model.structure} model has no {', '.join(unknown)}."
    if len(names) != len(set(names)):
        yield "A parameter stands twice in it."
    for example in entry.document["examples"]:
        found = reproduce(model, example)
        low, high = accepted(example)
        if not low <= found <= high:
            yield f"Example {example['name']!r}: {example['quantity']} is {found:.4g}, not {low:.4g} to {high:.4g}."


def accepted(example: dict[str, Any]) -> tuple[float, float]:
    """The least and the most that an example lets pass."""
    if "between" in example:
        return float(example["between"][0]), float(example["between"][1])
    expect = float(example["expect"])
    margin = float(example.get("tolerance", 0)) or expect * float(example["tolerance-percent"]) / 100
    return expect - margin, expect + margin


def reproduce(model: Model, example: dict[str, Any]) -> float:
    """The quantity an example asks for, as the model gives it: ng/mL, minutes, ng·h/mL, percent, L/h or L."""
    who = float(example.get("weight-kg", 70)), float(example.get("age-years", 45))
    person = Somebody(*who, tuple(example.get("options", ())))
    doses = _doses(model, example)
    system, analyte = typical(model, person), example.get("analyte", "ketamine")
    total = sum(d.mg for d in doses)
    match example["quantity"]:
        case "cmax":
            return exposure(model, doses, person, analyte).cmax_ng_per_ml
        case "tmax":
            return exposure(model, doses, person, analyte).tmax_min
        case "auc":
            return float(area(system, doses, analyte, float(example.get("until", 1440)))[0])
        case "concentration":
            return float(concentrations(system, doses, analyte, float(example["at"]), 2)[0, 1])
        case "clearance":
            return 1000 * total / float(area(system, [Dose(0, total, "iv")], analyte, FOR_EVER_MIN)[0])
        case "volume":
            return float(np.sum([p.value for p in model.parameters if p.name in {"volume-1", "volume-2", "volume-3"}]))
        case _:
            whole = area(system, [Dose(0, total, "iv")], analyte, FOR_EVER_MIN)
            return float(100 * (area(system, doses, analyte, FOR_EVER_MIN) / whole)[0])


def _doses(model: Model, example: dict[str, Any]) -> tuple[Dose, ...]:
    if "mg" in example:
        return doses_of(model, float(example["mg"]))
    return tuple(Dose(float(d["at"]), float(d["mg"]), d["by"], float(d.get("over", 0))) for d in example["doses"])
