"""Bands, weak evidence, and what a model may say of a person."""

import numpy as np
import pytest

from openkap.clinical.pharmacokinetics.definition import Strength
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly, unknown_options
from openkap.clinical.pharmacokinetics.prediction import doses_of, predict
from openkap.content import catalogue

NASAL = catalogue.entry("pharmacokinetics", "esketamine-nasal").value
MUSCLE = catalogue.entry("pharmacokinetics", "ketamine-im").value
VENOUS = catalogue.entry("pharmacokinetics", "esketamine-iv-venous").value


@pytest.mark.parametrize(
    ("model", "mg", "expected"),
    [(NASAL, 28, (22, 43, 74)), (NASAL, 56, (38, 71, 120)), (NASAL, 84, (53, 99, 165)), (VENOUS, 35, (119, 158, 203))],
)
def test_bands_are_those_of_the_research_run(model: object, mg: float, expected: tuple[int, ...]) -> None:
    """Peaks at the 5th, 50th and 95th percentile. The runs drew differently: 10 % apart is the same band."""
    found = [e.cmax_ng_per_ml for e in predict(model, mg, Somebody(), people=2000).ranges]  # type: ignore[arg-type]
    assert found == pytest.approx(expected, rel=0.10)


def test_weak_evidence_gives_a_range_and_never_a_line() -> None:
    found = predict(MUSCLE, 35, Somebody())
    assert MUSCLE.strength is Strength.WEAK
    assert found.typical is None
    assert found.curve is None
    assert found.ranges[0].cmax_ng_per_ml < found.ranges[2].cmax_ng_per_ml
    assert any("Weak evidence" in w for w in found.warnings)


def test_curve_and_band_have_a_value_for_each_minute() -> None:
    found = predict(NASAL, 84, Somebody(), until_min=30, people=5)
    assert found.curve is not None
    assert found.minutes == tuple(range(31))
    assert (found.curve.shape, found.band.shape) == ((31,), (3, 31))
    assert len(predict(NASAL, 28, Somebody(), people=5).minutes) == 241


def test_a_dose_is_given_as_the_clinic_gives_it() -> None:
    assert [(d.at_min, d.mg) for d in doses_of(NASAL, 84)] == [(0, 28), (5, 28), (10, 28)]
    with pytest.raises(ValueError, match="Give a multiple"):
        doses_of(NASAL, 50)
    for mg, kg in ((0, 70), (28, 0)):
        with pytest.raises(ValueError, match="greater than zero"):
            predict(NASAL, mg, Somebody(kg))


def test_outside_the_studied_doses_it_says_so() -> None:
    assert any("lies outside" in w for w in predict(NASAL, 112, Somebody()).warnings)
    assert not any("lies outside" in w for w in predict(NASAL, 84, Somebody()).warnings)


def test_weight_that_made_no_difference_is_not_used() -> None:
    light, usual = predict(NASAL, 84, Somebody(50)), predict(NASAL, 84, Somebody())
    assert light.typical == usual.typical
    assert any("Weight was tested" in w for w in light.warnings)
    assert predict(VENOUS, 35, Somebody(50)).typical != predict(VENOUS, 35, Somebody(90)).typical


def test_effects_of_the_study_are_off_unless_asked() -> None:
    assert unknown_options(NASAL, ("asian", "tall")) == ("tall",)
    asked = predict(NASAL, 28, Somebody(options=("japanese",))).typical
    assert asked is not None
    assert asked.cmax_ng_per_ml == pytest.approx(57.5, rel=0.02)


def test_scores_fill_the_space_evenly_and_are_the_same_each_time() -> None:
    scores = spread_evenly(1000, 6)
    assert np.array_equal(scores, spread_evenly(1000, 6))
    assert scores.mean(axis=0) == pytest.approx(0, abs=0.02)
    assert scores.std(axis=0) == pytest.approx(1, abs=0.06)
    assert spread_evenly(5, 0).shape == (5, 0)


def test_parameters_that_vary_together_do() -> None:
    many = compartments(VENOUS, Somebody(), spread_evenly(4000, 4))
    volume = 1000 / many.outputs["ketamine"][:, 1]
    clearance = many.rates[:, 4, 1] * volume
    assert np.cov(np.log(volume), np.log(clearance))[0, 1] == pytest.approx(0.0226, rel=0.15)


def test_a_prediction_has_a_value_for_every_minute_and_its_parts_agree() -> None:
    found = predict(NASAL, 84, Somebody(), until_min=90, people=200)
    assert (found.minutes, found.band.shape) == (tuple(range(91)), (3, 91))
    assert found.curve is not None
    assert found.typical is not None
    peak = int(found.curve.argmax())
    assert found.curve[peak] == pytest.approx(found.typical.cmax_ng_per_ml, rel=0.001)
    assert peak == pytest.approx(found.typical.tmax_min, abs=1)
    low, middle, high = found.band
    assert (low[1:] <= middle[1:]).all()
    assert (middle[1:] <= high[1:]).all()
    assert found.curve[peak] == pytest.approx(middle[peak], rel=0.15), "the middle of many is near the typical one"
    assert middle.max() == pytest.approx(found.ranges[1].cmax_ng_per_ml, rel=0.15)


@pytest.mark.parametrize(("mg", "kg", "words"), [
    (28, 50, ["Weight was tested in this model and made no difference; it is not used."]), (28, 70, []), (84, 70, []),
])  # fmt: skip
def test_what_is_said_of_a_dose_is_said_in_whole_sentences(mg: float, kg: float, words: list[str]) -> None:
    own = set(NASAL.warnings)
    assert [w for w in predict(NASAL, mg, Somebody(kg), people=20).warnings if w not in own] == words
    weak = predict(MUSCLE, 35, Somebody(), people=20).warnings
    assert weak[-1] == "Weak evidence: a range, not a line. Nobody has measured this route well in adults."
