"""Student's t against SciPy."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from openkap.clinical.outcomes.student import deviate, two_sided

degrees = st.floats(0.7, 5000)


@example(2.1e-162, 2.0)  # its square is there, the share of it is not
@given(st.floats(-50, 50), degrees)
def test_tail_is_that_of_the_library(t: float, df: float) -> None:
    assert two_sided(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9, abs=1e-8)


@settings(max_examples=25)
@given(st.floats(0.01, 0.999), degrees)
def test_deviate_is_that_of_the_library(level: float, df: float) -> None:
    assert deviate(level, df) == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-8)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="more than none"):
        two_sided(1, 0)
    for level in (0, 1):
        with pytest.raises(ValueError, match="no confidence"):
            deviate(level, 10)
