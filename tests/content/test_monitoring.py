"""Monitoring plans: the shipped ones are sound, and a plan that could not work is reported in words."""

import copy
import dataclasses
from typing import Any

import pytest

from openkap.content import catalogue, loader
from openkap.content.readers import monitoring

ENTRY = catalogue.entry("monitoring", "esketamine-nasal")


def problems(change: Any) -> list[str]:
    document = copy.deepcopy(ENTRY.document)
    change(document)
    loader.check(document, "monitoring", "x.yaml")
    return list(monitoring.check(dataclasses.replace(ENTRY, value=monitoring.read(document, ENTRY.pin))))


def test_the_shipped_plans_are_sound() -> None:
    for entry in catalogue.entries("monitoring"):
        assert list(monitoring.check(entry)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["minimum-watch"].update({"for": "PT119M"}), "under 120 minutes"),
        (lambda d: d["causes"].pop("emergency"), "lack emergency"),
        (lambda d: d["causes"].update({"boredom": "Boredom"}), "Nothing can raise the cause 'boredom'"),
        (lambda d: d["thresholds"][0].update({"cause": "hat"}), "no cause 'hat'"),
        (lambda d: d["thresholds"][0]["any"][0].update({"of": "hat"}), "no measure 'hat'"),
        (lambda d: d["thresholds"][7]["with-symptoms"]["any"].append("hat"), "no symptom 'hat'"),
        (lambda d: d["symptoms"][0].update({"id": "chest-pain"}), "The id 'chest-pain' stands twice"),
        (lambda d: d["thresholds"][5]["repeated"].update({"apart": "PT2H"}), "can never be met"),
    ],
)
def test_a_plan_that_could_not_work_is_reported(change: Any, says: str) -> None:
    assert any(says in problem for problem in problems(change))


# guards HZ-09
def test_nothing_unverified_contraindicates_or_clears() -> None:
    """Limits of the list before a dose only hold, and a prescriber can release what they hold."""
    for entry in catalogue.entries("monitoring"):
        for row in entry.value.before_dose:
            if row.limits:
                assert row.releasable
