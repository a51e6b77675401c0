"""The mixed model: where the answer is known exactly, derivatives against differences, and what cannot be told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from openkap.clinical.outcomes import reml
from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.estimates import Estimate
from openkap.clinical.outcomes.repeated import Model, Repeated, mixed_model
from openkap.clinical.values import Missing, Unknown

seeds = st.integers(0, 2**32 - 1)
FEW = "too few were measured to tell the groups and the baseline apart at every visit"
FLAT = "at one visit nobody differs from what is expected, so there is no spread"


def sample(seed: int, people: int = 30, visits: int = 4, missing: float = 0.2) -> list[Repeated]:
    """Two groups; the first visit is always there."""
    chance = np.random.default_rng(seed)
    mixed = chance.normal(size=(visits, visits))
    spread = np.linalg.cholesky(mixed @ mixed.T + np.eye(visits))
    before = chance.normal(20, 4, people)
    after = 0.5 * before[:, None] + chance.normal(size=(people, visits)) @ spread.T
    gone = chance.random((people, visits)) < missing
    gone[:, 0] = False
    return [
        Repeated("ab"[i % 2], before[i], tuple(None if g else float(v) for v, g in zip(row, gone[i], strict=True)))
        for i, row in enumerate(after)
    ]


def fitted(people: list[Repeated]) -> Model:
    found = tried(people)
    assert isinstance(found, Model)
    return found


def tried(people: list[Repeated]) -> Model | Unknown:
    measured = sum(any(s is not None for s in p.scores) for p in people)
    n = len(people)
    return mixed_model(people, Among(n, n, n, measured, measured))


def parts(found: Estimate) -> tuple[float, ...]:
    return (found.value, found.error, found.df, found.p, found.interval.low, found.interval.high)


@given(seeds)
@settings(max_examples=25)
def test_with_nothing_missing_it_is_the_analysis_of_covariance_of_each_visit(seed: int) -> None:
    people = sample(seed, missing=0)
    model, n = fitted(people), len(people)
    x = np.array([[p.group == "a", p.group == "b", p.baseline] for p in people], dtype=float)
    for visit in range(4):
        y = np.array([p.scores[visit] for p in people], dtype=float)
        beta, (left,), *_ = np.linalg.lstsq(x, y, rcond=None)
        error = np.sqrt(left / (n - 3) * (np.array([1, -1, 0]) @ np.linalg.inv(x.T @ x) @ np.array([1, -1, 0])))
        found = model.difference("a", "b", visit)
        assert (found.value, found.error) == pytest.approx((beta[0] - beta[1], error), rel=1e-6)
        assert found.df == pytest.approx(n - 3, rel=1e-6)
        assert found.p == pytest.approx(model.difference("b", "a", visit).p)


@given(seeds)
@settings(max_examples=10)
def test_slope_and_curvature_are_those_of_the_likelihood(seed: int) -> None:
    answers = arranged(sample(seed))
    covariance = 6 * np.eye(4) + 1.5
    here, one, other = reml.at(covariance, answers), *np.triu_indices(4)
    for j in range(10):
        step = np.zeros((4, 4))
        step[one[j], other[j]] = step[other[j], one[j]] = 1e-4
        up, down = reml.at(covariance + step, answers), reml.at(covariance - step, answers)
        slope = (up.log_likelihood - down.log_likelihood) / 2e-4
        assert here.score[j] == pytest.approx(slope, rel=1e-4, abs=1e-5)
        assert here.information[j] == pytest.approx((down.score - up.score) / 2e-4, rel=1e-4, abs=1e-5)
        fall = (np.linalg.inv(down.variance) - np.linalg.inv(up.variance)) / 2e-4
        assert here.slopes[j] == pytest.approx(fall, rel=1e-4, abs=1e-3)


def arranged(people: list[Repeated]) -> reml.Answers:
    y = np.array([[np.nan if s is None else s for s in p.scores] for p in people])
    x = np.zeros((len(people), 4, 8))
    for visit in range(4):
        x[:, visit, 2 * visit] = 1
        x[:, visit, 2 * visit + 1] = [p.baseline - 20 for p in people]
    found = reml.arranged(y, x)
    assert isinstance(found, reml.Answers)
    return found


@given(seeds, st.floats(-50, 50), st.one_of(st.floats(0.1, 10), st.sampled_from([0.002, 500.0])))
@settings(max_examples=15)
def test_another_scale_and_another_order_tell_the_same(seed: int, shift: float, scale: float) -> None:
    people = sample(seed)
    other = [
        Repeated(p.group, p.baseline, tuple(s if s is None else shift + scale * s for s in p.scores)) for p in people
    ]
    first, second = (m.difference("a", "b", 3) for m in (fitted(people), fitted(other[::-1])))
    assert second.value == pytest.approx(scale * first.value, rel=1e-5, abs=1e-6)
    assert (second.error, second.df, second.p) == pytest.approx((scale * first.error, first.df, first.p), rel=1e-4)


@given(seeds)
@settings(max_examples=10)
def test_somebody_never_measured_changes_nothing(seed: int) -> None:
    people = sample(seed)
    more = [*people, Repeated("a", 40.0, (None,) * 4)]
    assert parts(fitted(more).mean("a", 2)) == pytest.approx(parts(fitted(people).mean("a", 2)))


def last(people: list[Repeated], score: Callable[[Repeated], float | None]) -> list[Repeated]:
    """The same people with another last visit."""
    return [replace(p, scores=(*p.scores[:-1], score(p))) for p in people]


def same(people: list[Repeated], **changed: Any) -> list[Repeated]:
    return [replace(p, **changed) for p in people]


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ([], "nobody was measured, so there is nothing to model"),
        (sample(1, people=2), FEW),
        (same(sample(1), baseline=20.0), FEW),
        (same(sample(1), scores=(4.0, None, 3.0, 2.0)), FEW),
        (same(sample(1), scores=(4.0, 4.0, 3.0, 2.0)), FLAT),
        (last(sample(1), lambda p: 4.0), FLAT),
        (last(sample(1), lambda p: 4.0 if p.baseline < 22 else None), FLAT),
        (last(sample(1), lambda p: 3e5 * p.baseline), FLAT),
        (sample(1, people=6, visits=5, missing=0),
         "the covariance between the visits does not settle: too few people for so many visits"),
        ([Repeated("a", p.baseline, (*p.scores[:1], None) if i % 2 else (None, *p.scores[:1]))
          for i, p in enumerate(sample(1))], "two of the visits were not both measured in at least two people"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_unknown_with_its_reason(people: list[Repeated], why: str) -> None:
    found = tried(people)
    assert found == Unknown(Missing.ABSENT, why)


@given(seeds, st.integers(3, 12), st.integers(2, 5))
@settings(max_examples=30)
def test_however_few_there_is_an_answer_or_a_reason(seed: int, people: int, visits: int) -> None:
    found = tried(sample(seed, people, visits))
    if isinstance(found, Model):
        estimate = found.mean("a", visits - 1)
        assert estimate.interval.low < estimate.value < estimate.interval.high
        assert 0 < estimate.df <= people


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_an_interval_is_that_of_students_t_and_its_level_goes_with_it(level: float) -> None:
    model = fitted(sample(1))
    for found in (model.mean("a", 1, level), model.difference("a", "b", 2, level)):
        limits = stats.t.interval(level, found.df, loc=found.value, scale=found.error)
        assert (found.interval.low, found.interval.high) == pytest.approx(limits)
        assert found.interval.level == level


def test_questions_about_nobody_are_refused() -> None:
    people = sample(1)
    for group, visit in (("c", 0), ("a", 4), ("a", -1)):
        with pytest.raises(ValueError, match=f"^Nobody was measured as '{group}' at visit {visit}. Ask for a, b.$"):
            fitted(people).mean(group, visit)
    with pytest.raises(ValueError, match="different numbers of visits"):
        tried([*people, Repeated("a", 20.0, (1.0,))])
    with pytest.raises(ValueError, match="said to be analysed"):
        mixed_model(people, Among(40, 40, 40, 40, 40))
