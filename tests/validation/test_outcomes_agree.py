"""Outcomes against R: the numbers of `r/outcomes.json`, made by `r/outcomes.R`, on public data."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.hazards import Hazards, cox
from openkap.clinical.outcomes.proportions import Interval, wilson
from openkap.clinical.outcomes.repeated import Model, Repeated, mixed_model
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


def beat_the_blues() -> Model:
    people = [
        Repeated(f"{x['treatment']:.0f}", x["bdi.pre"] or 0, tuple(x[f"bdi.{months}m"] for months in (2, 3, 5, 8)))
        for x in table("btheb.csv")
    ]
    found = mixed_model(people, Among(100, 100, 100, 97, 97))
    assert isinstance(found, Model)
    return found


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


def test_cox_is_coxph_with_efron_ties() -> None:
    said = SAID["cox"]
    followed = [Followed(x["time"] or 0, x["status"] == 1) for x in LUNG]
    found = cox(followed, {k: [x[k] or 0 for x in LUNG] for k in ("age", "sex", "ph.ecog")}, everybody(len(LUNG)))
    assert isinstance(found, Hazards)
    assert found.events == said["events"]
    assert found.log_likelihood == pytest.approx(said["log_likelihood"], abs=1e-9)
    assert found.log_likelihood_null == pytest.approx(said["log_likelihood_null"], abs=1e-9)
    assert [h.coefficient for h in found.hazards] == pytest.approx(said["coefficient"], abs=1e-8)
    assert [h.error for h in found.hazards] == pytest.approx(said["error"], abs=1e-8)
    assert [h.p for h in found.hazards] == pytest.approx(said["p"], rel=1e-6)


def test_mixed_model_is_gls_with_emmeans() -> None:
    """Estimates to 1e-4. `gls` stops a little short of the top: its covariance is held to 3e-5 of itself."""
    said, model = SAID["mmrm"], beat_the_blues()
    assert model.fitted.log_likelihood == pytest.approx(said["log_likelihood"], abs=1e-6)
    assert model.fitted.log_likelihood >= said["log_likelihood"]
    assert model.fitted.covariance == pytest.approx(np.array(said["covariance"]), rel=3e-5)
    means = [model.mean(group, visit) for visit in range(4) for group in "01"]
    assert [m.value for m in means] == pytest.approx(said["mean"], abs=1e-4)
    assert [m.error for m in means] == pytest.approx(said["mean_se"], abs=1e-4)
    gaps = [model.difference("1", "0", visit) for visit in range(4)]
    assert [g.value for g in gaps] == pytest.approx(said["difference"], abs=1e-4)
    assert [g.error for g in gaps] == pytest.approx(said["se"], abs=1e-4)
    assert [g.p for g in gaps] == pytest.approx(said["p"], abs=1e-4)


def test_degrees_of_freedom_are_satterthwaites() -> None:
    """Against derivatives by differences in R to 1e-3; `emmeans` draws at random for a gls, and is held to 2 %."""
    said, model = SAID["mmrm"], beat_the_blues()
    found = [model.difference("1", "0", visit).df for visit in range(4)]
    assert found == pytest.approx(said["numeric_df"], abs=1e-3)
    assert found == pytest.approx(said["df"], rel=0.02)
    assert found[0] == pytest.approx(97 - 3, abs=1e-9)  # everybody was measured at the first visit
