"""Reasons as they stand: none claims what the library calls unsupported, and each can be read by the person."""

from dataclasses import replace
from typing import Any

import pytest
import textstat

from openkap.clinical.pathways.reasons import Reason
from openkap.content import catalogue, guidebook
from openkap.content.loader import ContentError
from openkap.content.readers import pathways

UNSUPPORTED = (
    "evidence/longer-lasting",
    "evidence/synergy-enduring",
    "evidence/masks-symptoms",
    "recommendations/therapy-during-dose",
    "recommendations/at-home-compounded",
    "",
)


# guards HZ-48
@pytest.mark.parametrize("unsupported", UNSUPPORTED)
def test_a_reason_for_an_option_may_not_rest_on_what_is_unsupported(unsupported: str) -> None:
    entry = catalogue.entry("pathways", "two-trials")
    assert pathways.check(entry) == ()
    bad = replace(entry, value=replace(entry.value, rests_on=unsupported))
    assert len(pathways.check(bad)) == 1
    against = replace(entry, value=catalogue.entry("pathways", "fades").value)
    assert pathways.check(against) == ()


def test_every_file_with_a_rule_shows_raised_clear_and_unknown() -> None:
    for entry in catalogue.entries("pathways"):
        shown = {x["expect"] for x in entry.document.get("examples", ())}
        assert shown in ({"raised", "clear", "unknown"}, set()), entry.pin.id
        assert bool(shown) == ("when" in entry.document), entry.pin.id


def test_the_person_can_read_it() -> None:
    plain = [e.value.plain for e in catalogue.entries("pathways")]
    assert textstat.flesch_kincaid_grade(" ".join(plain)) <= 7


def test_two_rules_of_risk_and_an_unknown_fact_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = catalogue.entries("pathways")
    risk = catalogue.entry("pathways", "acute-risk")
    real = catalogue.entries

    def with_(*more: Any) -> None:
        found = (*entries, *more)
        monkeypatch.setattr(catalogue, "entries", lambda kind: found if kind == "pathways" else real(kind))
        guidebook.guide.cache_clear()

    with_(risk)
    with pytest.raises(ContentError, match="2 files are the rule of risk"):
        guidebook.guide()
    reason = catalogue.entry("pathways", "psychosis")
    assert isinstance(reason.value, Reason)
    assert reason.value.when is not None
    lost = replace(reason.value, when=replace(reason.value.when, fact="nothing"))
    with_(replace(reason, value=lost))
    with pytest.raises(ContentError, match="there is no fact 'nothing'"):
        guidebook.guide()
    monkeypatch.undo()
    guidebook.guide.cache_clear()
