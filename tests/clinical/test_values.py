"""Kleene's three-valued tables, and values that refuse to be made wrongly."""

from decimal import Decimal
from itertools import product

import pytest

from openkap.clinical.values import (
    Coding,
    Icd10,
    Loinc,
    Quantity,
    RxNorm,
    Snomed,
    Truth,
    all_of,
    any_of,
    negation,
    plain,
)

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def test_and_or_and_not_are_those_of_kleene() -> None:
    order = [F, U, T]  # *and* is the least of its parts, *or* the greatest
    for size in range(4):
        for truths in product(order, repeat=size):
            assert all_of(truths) is min(truths, key=order.index, default=T)
            assert any_of(truths) is max(truths, key=order.index, default=F)
    assert [negation(t) for t in (T, F, U)] == [F, T, U]


def test_a_truth_is_never_taken_for_yes_or_no() -> None:
    with pytest.raises(TypeError) as refused:
        bool(U)
    words = "Truth has three values: compare with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN."
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("value", "unit", "says"),
    [
        ("1", "", "A quantity has no unit. Write the UCUM unit, or {score} for a plain score."),
        ("NaN", "kg", "NaN is not a measured value. Record a number, or nothing."),
        ("Infinity", "kg", "Infinity is not a measured value. Record a number, or nothing."),
    ],
)
def test_a_quantity_has_a_unit_and_a_number(value: str, unit: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        Quantity(Decimal(value), unit)
    assert str(refused.value) == says
    assert Quantity(Decimal("98.30"), "kg").value == Decimal("98.3")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Snomed, "233985008", "12345"),
        (Snomed, "123456", "1" * 19),
        (Icd10, "I71.4", "71.4"),
        (Icd10, "I71", "U07.1"),
        (Loinc, "44249-1", "44249"),
        (RxNorm, "406022", "4060220000"),
    ],
)
def test_a_code_has_the_shape_of_its_terminology(kind: type[Coding], good: str, bad: str) -> None:
    assert kind(good).code == good
    for wrong in (bad, f"{good} ", f"x{good}", ""):
        with pytest.raises(ValueError, match=r".") as refused:
            kind(wrong)
        assert str(refused.value) == f"{wrong!r} is not a {kind.__name__} code."


@pytest.mark.parametrize(("number", "words"), [(20, "20"), (Decimal(20), "20"), (Decimal("18.000"), "18"),
                                               (Decimal("4.50"), "4.5"), (Decimal("-0.10"), "-0.1")])  # fmt: skip
def test_a_number_is_said_without_zeros_at_its_end(number: int | Decimal, words: str) -> None:
    assert plain(number) == words
