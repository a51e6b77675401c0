"""How judgements combine: which part decides, whose facts and reasons are kept, and what weakness does."""

from datetime import UTC, datetime

import pytest

from openkap.clinical.eligibility.findings import Judgement, all_judgement, any_judgement, negated
from openkap.clinical.facts import Fact
from openkap.clinical.values import Truth

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
YES, NO, DOUBT = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def part(name: str, truth: Truth, *, weak: bool = False) -> Judgement:
    """A judgement that rests on one fact of its own and on one that all share."""
    facts = (Fact(name, value=True, at=NOW, source="x"), Fact("shared", value=True, at=NOW, source="x"))
    return Judgement(truth, facts, (f"{name} says so.", "All say so."), (name,), weak)


def codes(found: Judgement) -> list[str]:
    return [f.code for f in found.facts]


def test_one_that_holds_decides_and_the_others_are_not_told() -> None:
    found = any_judgement((part("a", NO), part("b", YES), part("c", DOUBT), part("d", YES)))
    assert (found.truth, found.because) == (YES, ("b says so.", "All say so.", "d says so."))
    assert (codes(found), found.needs) == (["b", "shared", "d"], ())


def test_while_one_is_unknown_its_reason_and_needs_are_told_with_the_facts_of_all() -> None:
    found = any_judgement((part("a", NO), part("b", DOUBT), part("c", DOUBT)))
    assert (found.truth, found.because) == (DOUBT, ("b says so.", "All say so.", "c says so."))
    assert (codes(found), found.needs) == (["a", "shared", "b", "c"], ("b", "c"))


def test_all_hold_or_the_ones_that_do_not_are_told() -> None:
    assert all_judgement((part("a", YES), part("b", YES))).because == ("a says so.", "All say so.", "b says so.")
    found = all_judgement((part("a", YES), part("b", NO), part("c", DOUBT)))
    assert (found.truth, found.because, found.needs) == (NO, ("b says so.", "All say so."), ())
    assert codes(found) == ["a", "shared", "b", "c"]
    assert all_judgement((part("a", YES), part("c", DOUBT))).needs == ("c",)


@pytest.mark.parametrize(("weak", "of_any", "of_all"), [((0, 0), 0, 0), ((1, 0), 0, 1), ((1, 1), 1, 1)])
def test_any_is_weak_when_all_that_hold_are_and_all_as_soon_as_one_is(
    weak: tuple[int, int], of_any: int, of_all: int
) -> None:
    parts = tuple(part(name, YES, weak=bool(w)) for name, w in zip("ab", weak, strict=True))
    assert any_judgement((*parts, part("c", NO, weak=True), part("d", DOUBT, weak=True))).weak is bool(of_any)
    assert all_judgement(parts).weak is bool(of_all)


def test_only_what_holds_is_weak() -> None:
    for truth in (NO, DOUBT):
        parts = (part("a", truth, weak=True), part("b", truth, weak=True))
        assert (any_judgement(parts).weak, all_judgement(parts).weak) == (False, False)


@pytest.mark.parametrize(("truth", "contrary"), [(YES, NO), (NO, YES), (DOUBT, DOUBT)])
def test_turned_round_it_keeps_facts_reasons_and_needs(truth: Truth, contrary: Truth) -> None:
    one = part("a", truth)
    assert negated(one) == Judgement(contrary, one.facts, one.because, one.needs)


def test_what_is_weak_and_holds_clears_nothing_when_turned_round() -> None:
    found = negated(part("a", YES, weak=True))
    assert (found.truth, found.needs) == (DOUBT, ("a", "shared"))
    assert found.because[-1] == "It rests on a code or diagnosis that is not verified, so it cannot clear."
