"""Every model tells the same from one version of the program to the next: each analyte, the band, weights, cut doses.

Figures that change belong in the change log. Where they should change, delete the file; it is written anew, and its
difference is to be read. That the figures are right is the matter of the published tables, not of this.
"""

import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from openkap.clinical.pharmacokinetics.definition import Model
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly, typical
from openkap.clinical.pharmacokinetics.prediction import DAY_MIN, doses_of, exposure, predict
from openkap.clinical.pharmacokinetics.system import area, concentrations
from openkap.content import catalogue

KEPT = Path(__file__).with_name("same_again.json")
MODELS: list[Model] = [e.value for e in catalogue.entries("pharmacokinetics")]
AT = [0, 1, 5, 20, 41, 90, 239]  # minutes


def digits(values: Any) -> list[float]:
    return [float(f"{float(v):.6g}") for v in values]


def one(model: Model) -> dict[str, Any]:
    mg = round(model.usual_mg[0] / (model.regimen.device_mg or 1)) * (model.regimen.device_mg or 1)
    doses, somebody = doses_of(model, mg), Somebody(weight_kg=58)
    whom, few = typical(model, somebody), compartments(model, somebody, spread_evenly(7, len(model.varying())))
    seen = predict(model, mg, somebody, people=11)
    return {
        "mg": mg,
        "analytes": {
            name: {
                "typical": digits(concentrations(whom, doses, name, 1.0, 240)[0][AT]),
                "people": digits(concentrations(few, doses, name, 7.5, 33)[:, 32]),
                "day": digits(area(few, doses, name, DAY_MIN)),
                "exposure": digits(astuple(exposure(model, doses, somebody, name))),
            }
            for name in sorted(whom.outputs)
        },
        "band": [digits(row[AT]) for row in seen.band],
        "warnings": list(seen.warnings),
    }


def flat(found: Any, where: str = "") -> dict[str, Any]:
    """Every figure with its place."""
    if isinstance(found, dict | list):
        parts = found.items() if isinstance(found, dict) else enumerate(found)
        return {place: figure for name, part in parts for place, figure in flat(part, f"{where}/{name}").items()}
    return {where: found}


def test_every_model_tells_the_same_in_every_version() -> None:
    found = {str(m.pin): one(m) for m in MODELS}
    if not KEPT.exists():
        KEPT.write_text(json.dumps(found, separators=(",", ":"), ensure_ascii=False) + "\n")
        pytest.fail("The figures were written anew. Read what differs from those before.")
    ours, kept = flat(found), flat(json.loads(KEPT.read_text()))
    assert set(ours) == set(kept)
    for place, figure in kept.items():
        assert ours[place] == (figure if isinstance(figure, str) else pytest.approx(figure, rel=1e-4, abs=1e-4)), place
