"""What was due and did not come is counted as missing."""

from datetime import UTC, datetime, timedelta

import pytest

from openkap.clinical.outcomes.measured import Coming, Due, measured

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def due(day: int, *, answered: int | None = None, scored: bool = True) -> Due:
    at = NOW + timedelta(days=day)
    return Due(at, at + timedelta(days=3), None if answered is None else NOW + timedelta(days=answered), scored)


@pytest.mark.parametrize(
    ("planned", "coming"),
    [
        (due(-10, answered=-9), Coming.MEASURED),
        (due(-10, answered=-1), Coming.MEASURED),
        (due(-10, answered=-9, scored=False), Coming.INCOMPLETE),
        (due(-1, answered=-1, scored=False), Coming.OPEN),
        (due(-10), Coming.MISSING),
        (due(-3), Coming.OPEN),
        (due(1), Coming.PLANNED),
        (due(0), Coming.OPEN),
    ],
)
def test_what_became_of_it(planned: Due, coming: Coming) -> None:
    assert planned.coming(NOW) is coming


# guards HZ-37
def test_five_of_six_with_one_missing() -> None:
    plan = [due(-d, answered=-d) for d in (40, 30, 20, 12, 8)] + [due(-5), due(0), due(7)]
    found = measured(plan, NOW)
    assert (found.came, found.due, found.missing) == (5, 6, (due(-5),))
    assert not found.whole


def test_nothing_due_is_not_whole() -> None:
    assert not measured([due(3)], NOW).whole
    assert measured([due(-9, answered=-9)], NOW).whole
