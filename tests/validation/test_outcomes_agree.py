"""Outcomes against R: the numbers of `r/outcomes.json`, made by `r/outcomes.R`, on public data."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.proportions import Interval, wilson
from openkap.clinical.outcomes.survival import Curve, Followed, kaplan_meier
from openkap.clinical.values import Known

R = Path(__file__).parent / "r"
SAID: dict[str, Any] = json.loads((R / "outcomes.json").read_text())


def table(name: str) -> list[dict[str, float | None]]:
    with (R / name).open() as file:
        return [{k: None if v == "NA" else float(v) for k, v in row.items()} for row in csv.DictReader(file)]


def everybody(people: int) -> Among:
    return Among(people, people, people, people, people)


LUNG = table("lung.csv")


def test_wilson_is_prop_test_without_continuity() -> None:
    for met, of, low, high in SAID["wilson"]:
        found = wilson(met, of)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_kaplan_meier_is_survfit() -> None:
    said = SAID["kaplan_meier"]
    found = kaplan_meier([Followed(x["time"] or 0, x["status"] == 1) for x in LUNG], everybody(len(LUNG)))
    assert isinstance(found, Curve)
    for i, day in enumerate(said["days"]):
        step = found.at(day)
        assert isinstance(step, Known)
        assert isinstance(step.value.band, Interval)
        ours = (step.value.remaining, step.value.error, step.value.band.low, step.value.band.high)
        assert ours == pytest.approx([said[k][i] for k in ("remaining", "error", "low", "high")], abs=1e-12)
        assert sum((x["time"] or 0) >= day for x in LUNG) == said["at_risk"][i]
    assert found.median() == Known(said["median"])
    assert found.median_between() == (Known(said["median_low"]), Known(said["median_high"]))
