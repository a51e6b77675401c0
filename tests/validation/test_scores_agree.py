"""PHQ-9 and GAD-7 against an independent implementation.

Provenance: clincalc 0.4.0 from PyPI (test-only). Tolerance: none; scores and bands are whole.

Hazards: HZ-12.
"""

import clincalc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import Complete, assess
from openkap.content import catalogue

THEIR_WORDS = {
    "none-minimal": "minimal",
    "moderately-severe": "moderately severe",
    "moderately severe": "moderately severe",
}


# guards HZ-12
@pytest.mark.parametrize(("id_", "theirs", "items"), [("phq-9", "phq9", 9), ("gad-7", "gad7", 7)])
@settings(max_examples=500)
@given(data=st.data())
def test_score_band_and_item_9_agree(id_: str, theirs: str, items: int, data: st.DataObject) -> None:
    answers = data.draw(st.lists(st.integers(0, 3), min_size=items, max_size=items))
    definition: Instrument = catalogue.entry("instruments", id_).value
    ours = assess(definition, dict(zip(definition.score.of, answers, strict=True)))
    other = clincalc.calculate(theirs, {"responses": answers})["working"]
    assert isinstance(ours.outcome, Complete)
    assert ours.outcome.score == other["total_score"]
    assert ours.outcome.band == THEIR_WORDS.get(other["severity"], other["severity"])
    assert bool(ours.flags) == other.get("self_harm_item_flag", False)
