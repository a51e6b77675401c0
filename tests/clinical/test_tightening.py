"""A site's number counts only where it is stricter, and the refusal says which way is."""

from decimal import Decimal

import pytest

from openkap.clinical.tightening import Limit, Tighter

LOWER = Limit("p", "g", "Ceiling", "held above", " mg", Decimal("40.0"), Tighter.LOWER, Decimal(10), ())
HIGHER = Limit("p", "g", "Age", "held under", " years", Decimal(18), Tighter.HIGHER, Decimal(120), (), whole=True)
NEVER = "A site may tighten, never loosen: choose"


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        (LOWER, "39.9", ""),
        (LOWER, "10", ""),
        (LOWER, "40", f"Ceiling: 40 mg is not stricter than the content\'s 40 mg. {NEVER} a lower value."),
        (LOWER, "40.1", f"Ceiling: 40.1 mg is not stricter than the content\'s 40 mg. {NEVER} a lower value."),
        (LOWER, "9", "Ceiling: 9 mg goes too far: nothing could be within it. The most is 10."),
        (HIGHER, "19", ""),
        (HIGHER, "120", ""),
        (HIGHER, "19.5", "Age: 19.5 years is no whole number. Write one."),
        (HIGHER, "121", "Age: 121 years goes too far: nothing could be within it. The most is 120."),
        (HIGHER, "17", f"Age: 17 years is not stricter than the content\'s 18 years. {NEVER} a higher value."),
    ],
)  # fmt: skip
def test_a_value_that_is_no_stricter_or_goes_too_far_is_refused_in_words(limit: Limit, value: str, says: str) -> None:
    assert limit.refusal(Decimal(value)) == says


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_never_stricter(value: str) -> None:
    assert "never loosen" in LOWER.refusal(Decimal(value))
    assert "never loosen" in HIGHER.refusal(Decimal(value))


def test_of_two_values_the_stricter_one_counts() -> None:
    assert [LOWER.here(v) for v in (None, Decimal(30), Decimal(50))] == [Decimal(40), Decimal(30), Decimal(40)]
    assert [HIGHER.here(v) for v in (None, Decimal(21), Decimal(16))] == [Decimal(18), Decimal(21), Decimal(18)]
