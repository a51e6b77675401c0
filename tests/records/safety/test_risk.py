"""Triage, what follows, and the safety plan: kept whole, sealed, and never quietly lowered."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from openkap.content import catalogue
from openkap.records.accounts.translations import sign_translation
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.safety import risk
from openkap.records.safety.models import AlertState, RiskTriage, SafetyAlert
from openkap.records.safety.selectors import unresolved_risk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyset", "mail")]
NO = {"q1": False, "q2": False, "q6": False}
STEPS = {s.id: f"words for {s.id}" for s in risk.shape_in_force().steps if not s.optional}


def recorded(clinic: SimpleNamespace, ada: Any, now: datetime, answers: dict[str, bool], **more: str) -> RiskTriage:
    words = {"level": "", "lower_reason": "", "narrative": "", **more}
    return risk.record_triage(by=clinic.noor, patient_id=ada.id, answers=answers, now=now, **words)


def test_high_calls_at_once_and_says_who_does_what(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    row = recorded(clinic, ada, now, {**NO, "q2": True, "q3": False, "q4": True, "q5": False})
    assert (row.computed_level, row.level) == ("high", "high")
    (alert,) = unresolved_risk(ada.id)
    assert (alert.urgency, alert.due_at) == ("emergency", now + timedelta(minutes=10))
    actions = risk.open_actions(ada.id)
    assert actions[0].due_at == now
    assert "Do not leave the person alone." in {a.words for a in actions}


def test_none_calls_nobody_and_settles_nothing(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    recorded(clinic, ada, now, {**NO, "q6": True, "q6-recent": True})
    recorded(clinic, ada, now + timedelta(hours=1), NO)
    assert [a.state for a in SafetyAlert.objects.all()] == [AlertState.OPEN]
    assert len([a for a in risk.open_actions(ada.id) if a.action == "stay"]) == 1


def test_a_clinicians_level_stands_and_a_lower_one_says_why(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    answers = {**NO, "q2": True, "q3": True, "q4": True, "q5": False}
    with pytest.raises(RefusedError, match="The answers give high"):
        recorded(clinic, ada, now, answers, level="low")
    assert not RiskTriage.objects.exists()
    row = recorded(clinic, ada, now, answers, level="moderate", lower_reason="Intent was last month, not now")
    assert (row.computed_level, row.level) == ("high", "moderate")
    assert unresolved_risk(ada.id)[0].urgency == "emergency", "who is called is called by the graver of the two"
    higher = recorded(clinic, ada, now, NO, level="high")
    assert (higher.computed_level, higher.level) == ("none", "high")


def test_blank_is_at_least_moderate(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    row = recorded(clinic, ada, now, {})
    assert (row.computed_level, row.could_be) == ("moderate", "high")


def test_an_action_is_answered_once_in_words(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    recorded(clinic, ada, now, {**NO, "q1": True})
    action = risk.open_actions(ada.id)[0]
    with pytest.raises(RefusedError, match="Write what was done"):
        risk.finish_action(by=clinic.sam, patient_id=ada.id, action_id=action.id, what_was_done=" ", now=now)
    with pytest.raises(NotAllowedError):
        risk.finish_action(by=clinic.admin, patient_id=ada.id, action_id=action.id, what_was_done="x", now=now)
    done = risk.finish_action(by=clinic.sam, patient_id=ada.id, action_id=action.id, what_was_done="Told her", now=now)
    assert done.what_was_done == "Told her"
    with pytest.raises(RefusedError, match="answered already"):
        risk.finish_action(by=clinic.sam, patient_id=ada.id, action_id=action.id, what_was_done="Again", now=now)


def test_a_safety_plan_needs_each_step_and_every_version_stays(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="Still empty: 2"):
        risk.write_plan(by=clinic.noor, patient_id=ada.id, steps={**STEPS, "coping": " "}, shown=True,
                        copy_given=True, now=now)  # fmt: skip
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=STEPS, shown=True, copy_given=True, now=now)
    assert risk.has_plan_to_show(ada.id)
    second = {**STEPS, "coping": "Run by the harbour"}
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=second, shown=False, copy_given=False, now=now)
    assert not risk.has_plan_to_show(ada.id), "the newest version decides"
    view = risk.plan_of(ada.id)
    assert view is not None
    assert (view.plan.version, view.words()["coping"]) == (2, "Run by the harbour")
    assert view.plan.review_on == (now + timedelta(days=90)).date()


# guards HZ-62
def test_the_headings_of_a_plan_are_spanish_once_signed_and_the_words_stay_the_persons_own(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=STEPS, shown=True, copy_given=True, now=now)

    def shown(language: str) -> tuple[tuple[str, str], ...]:
        found = risk.plan_of(ada.id, language)
        assert found is not None
        return tuple((heading, words) for _, heading, words in found.steps)

    english = shown("en")
    assert shown("es") == english
    pin = catalogue.entry("translations", "stanley-brown-es").pin
    sign_translation(by=clinic.noor, pin=pin, language="es", reads_both="Grew up with both.", now=now)
    assert shown("es")[0][0] == "Cómo noto que se pone mal"
    assert [words for _, words in shown("es")] == [words for _, words in english]
    assert shown("en") == english


def test_nothing_that_was_said_lies_open_in_the_database(
    clinic: SimpleNamespace, ada: Any, now: datetime, tmp_path: Path
) -> None:
    recorded(clinic, ada, now, NO, narrative="She spoke of the bridge")
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=STEPS, shown=True, copy_given=True, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT narrative FROM safety_risktriage UNION ALL SELECT steps FROM safety_safetyplan")
        for (value,) in cursor.fetchall():
            assert b"bridge" not in bytes(value)
            assert b"words for" not in bytes(value)
    assert risk.triages_of(ada.id)[0].narrative == "She spoke of the bridge"


def test_another_sites_person_is_nobody(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no such person"):
        risk.record_triage(by=clinic.wei, patient_id=ada.id, answers=NO, level="", lower_reason="", narrative="",
                           now=now)  # fmt: skip
