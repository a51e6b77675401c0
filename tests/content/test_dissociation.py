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
RESEARCH = {"meq30", "ebi"}
NAMES = re.compile("Mystical Experience Questionnaire|Emotional Breakthrough Inventory|id: deeper")  # the last says no
PLANS: list[MonitoringPlan] = [entry.value for entry in catalogue.entries("monitoring")]


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.pin.id)
def test_it_can_only_hold_somebody_back(plan: MonitoringPlan) -> None:
    leaving = [limit for item in plan.discharge for limit in item.limits if limit.measure == "dissociation"]
    assert [limit.value for limit in leaving] == ["none"]
    calling = [limit.value for t in plan.thresholds for limit in t.any if limit.measure == "dissociation"]
    assert "none" not in calling


def test_a_questionnaire_that_measures_it_has_no_goal() -> None:
    """CADSS and DES-B watch it, MEQ30 and EBI ask of the session: nothing is better, nothing counts as change."""
    for entry in catalogue.entries("instruments"):
        named = entry.document["name"].lower()
        scored = [entry.value.item(i).text.get("en", "").lower() for i in entry.value.score.of]
        if entry.pin.id in RESEARCH or "dissociat" in named or any("dissociat" in text for text in scored):
            assert (entry.value.direction, entry.value.change) == (None, ()), entry.pin.id


def test_no_page_and_no_content_wants_more_of_it() -> None:
    files = [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.yaml"), *SOURCE.rglob("*.js")]
    assert len(files) > 100
    assert [p.name for p in files if WANTING.search(NAMES.sub("", p.read_text(encoding="utf-8")))] == []
