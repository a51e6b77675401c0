"""When somebody responded and when that was lost, from dated scores."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from openkap.clinical.outcomes.change import Rule, Rules, Score
from openkap.clinical.outcomes.course import to_relapse, to_response
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.sources import Basis, Verification
from openkap.clinical.values import Known, Missing, Unknown

FIRST = datetime(2026, 10, 20, 14, tzinfo=UTC)
BASIS = (Basis(Verification.READ, ref="source", at="table 1"),)
PHQ = Rules(
    "PHQ-9",
    Decimal(0),
    Decimal(27),
    lower_is_better=True,
    response=Rule(Decimal(50), BASIS),
    reliable=Rule(Decimal(6), BASIS),
)
NO_RULES = Rules("MINE", Decimal(0), Decimal(27), lower_is_better=True)
NO_RELIABLE = Rules("MINE", Decimal(0), Decimal(27), lower_is_better=True, response=PHQ.response)


def scores(*pairs: tuple[float, int]) -> list[Score]:
    """Pairs of day from the first dose, and score."""
    return [Score(FIRST + timedelta(days=d), Decimal(v)) for d, v in pairs]


@pytest.mark.parametrize(
    ("taken", "response", "relapse"),
    [
        (((-1, 20), (7, 14), (14, 10), (28, 9)), (14, True), (14, False)),
        (((-1, 20), (7, 10), (14, 11), (21, 15)), (7, True), (14, False)),  # above the cut-off, but not reliably
        (((-1, 20), (7, 10), (14, 11), (21, 16)), (7, True), (14, True)),
        (((-1, 20), (7, 3), (14, 9), (21, 16)), (7, True), (14, True)),  # 9 is reliably worse, but still a response
        (((21, 16), (-1, 20), (14, 9), (7, 3)), (7, True), (14, True)),  # in any order
        (((-9, 26), (-1, 20), (7, 12), (14, 11.5)), (14, False), None),
        (((-1, 20), (3.5, 9)), (3.5, True), None),
    ],
)
def test_days_to_response_and_to_relapse(
    taken: tuple[tuple[float, int], ...], response: tuple[float, bool], relapse: tuple[float, bool] | None
) -> None:
    assert to_response(PHQ, scores(*taken), FIRST) == Known(Followed(*response))
    lost = to_relapse(PHQ, scores(*taken), FIRST)
    assert lost == Known(Followed(*relapse)) if relapse else isinstance(lost, Unknown)


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        (((-1, 20), (7, 12), (14, 11)), "there was no response yet that could be lost"),
        (((-1, 20), (7, 12), (14, 9)), "not measured since the response"),
    ],
)
def test_who_cannot_relapse_yet_is_unknown_and_not_one_who_stayed_well(
    taken: tuple[tuple[float, int], ...], why: str
) -> None:
    assert to_relapse(PHQ, scores(*taken), FIRST) == Unknown(Missing.ABSENT, why)


def test_a_score_at_the_instant_of_the_dose_is_the_first_that_counts() -> None:
    assert to_response(PHQ, scores((-1, 20), (0, 9)), FIRST) == Known(Followed(0, event=True))


@pytest.mark.parametrize(
    ("rules", "taken", "why"),
    [
        (PHQ, ((7, 9),), "no score was taken before treatment began"),
        (PHQ, ((-1, 20),), "not measured since treatment began"),
        (PHQ, ((-1, 0), (7, 0)), "the baseline is 0, and there is no percentage of 0"),
        (NO_RULES, ((-1, 20), (7, 9)), "no rule of response was found in a source for MINE"),
    ],
)
def test_who_cannot_be_judged_is_unknown_in_both(rules: Rules, taken: tuple[tuple[float, int], ...], why: str) -> None:
    for found in (to_response(rules, scores(*taken), FIRST), to_relapse(rules, scores(*taken), FIRST)):
        assert found == Unknown(Missing.ABSENT, why)


def test_before_treatment_and_without_a_reliable_change_nothing_is_claimed() -> None:
    assert to_response(PHQ, scores((-1, 20)), None) == Unknown(Missing.ABSENT, "treatment has not begun")
    assert to_response(NO_RELIABLE, scores((-1, 20), (7, 9)), FIRST) == Known(Followed(7, event=True))
    lost = to_relapse(NO_RELIABLE, scores((-1, 20), (7, 9), (14, 20)), FIRST)
    assert isinstance(lost, Unknown)
    assert "reliable change" in lost.detail
