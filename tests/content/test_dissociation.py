"""HZ-38: dissociation is watched for safety; nothing scores it, and no text wants more of it."""

import re
from pathlib import Path

import pytest

from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.content import catalogue

SOURCE = Path(__file__).parents[2] / "src/openkap"
WANTING = re.compile(
    r"deeper|breakthrough|mystical|peak experience|ego.?(death|loss)|intensity of the (trip|journey)", re.IGNORECASE
)
PLANS: list[MonitoringPlan] = [entry.value for entry in catalogue.entries("monitoring")]


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.pin.id)
def test_it_can_only_hold_somebody_back(plan: MonitoringPlan) -> None:
    leaving = [limit for item in plan.discharge for limit in item.limits if limit.measure == "dissociation"]
    assert [limit.value for limit in leaving] == ["none"]
    calling = [limit.value for t in plan.thresholds for limit in t.any if limit.measure == "dissociation"]
    assert "none" not in calling


def test_no_questionnaire_scores_it() -> None:
    for entry in catalogue.entries("instruments"):
        scored = [entry.value.item(i).text["en"] for i in entry.value.score.of]
        assert not [text for text in scored if "dissociat" in text.lower()]


def test_no_page_and_no_content_wants_more_of_it() -> None:
    files = [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.yaml"), *SOURCE.rglob("*.js")]
    assert len(files) > 100
    assert [p.name for p in files if WANTING.search(p.read_text(encoding="utf-8"))] == []
