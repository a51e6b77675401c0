"""Triage of suicide risk: read off single answers, never counted; blank is never no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.risk.pathway import RiskLevel, RiskPathway, due_questions, triage
from openkap.content import catalogue

PATHWAY: RiskPathway = catalogue.entry("riskpathways", "c-ssrs").value
IDS = [q.id for q in PATHWAY.questions]
ANSWERS = st.dictionaries(st.sampled_from(IDS), st.booleans())


@given(ANSWERS, st.sampled_from(IDS))
def test_a_yes_in_place_of_a_no_never_lowers_the_level(answers: dict[str, bool], id_: str) -> None:
    no, yes = triage(PATHWAY, {**answers, id_: False}), triage(PATHWAY, {**answers, id_: True})
    assert yes.level.rank >= no.level.rank
    assert yes.could_be.rank >= no.could_be.rank


@given(ANSWERS, st.sampled_from(IDS))
def test_forgetting_an_answer_never_gives_less_than_moderate_and_never_narrows(
    answers: dict[str, bool], id_: str
) -> None:
    less = {k: v for k, v in answers.items() if k != id_}
    whole, poorer = triage(PATHWAY, answers), triage(PATHWAY, less)
    assert poorer.could_be.rank >= whole.level.rank or id_ not in due_ids(less)
    if poorer.blank:
        assert poorer.level.rank >= RiskLevel.MODERATE.rank


def due_ids(answers: dict[str, bool]) -> set[str]:
    return {q.id for q in due_questions(PATHWAY, answers)}


@given(st.fixed_dictionaries({id_: st.booleans() for id_ in IDS}))
def test_the_table_of_columbia(answers: dict[str, bool]) -> None:
    """4 or 5, or behaviour within three months: high. 3, or behaviour ever: moderate. 1 or 2: low."""
    if answers["q4"] or answers["q5"] or answers["q6-recent"]:
        expected = RiskLevel.HIGH
    elif answers["q3"] or answers["q6"]:
        expected = RiskLevel.MODERATE
    elif answers["q1"] or answers["q2"]:
        expected = RiskLevel.LOW
    else:
        expected = RiskLevel.NONE
    assert triage(PATHWAY, answers).level is expected


def test_every_level_says_who_does_what_by_when_and_the_gravest_come_first() -> None:
    assert [rule.level for rule in PATHWAY.levels] == list(reversed(RiskLevel))
    for rule in PATHWAY.levels:
        assert rule.actions
        assert all(a.role and a.basis for a in rule.actions)
    soonest = [min(a.within for a in PATHWAY.rule(level).actions) for level in RiskLevel]
    assert soonest == sorted(soonest, reverse=True)


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no question 'q9'. It has: q1, q2, q3, q4, q5, q6, q6-recent\."):
        triage(PATHWAY, {"q9": True})


@given(ANSWERS)
def test_it_could_be_as_grave_as_if_every_blank_were_a_yes(answers: dict[str, bool]) -> None:
    found = triage(PATHWAY, answers)
    gravest = triage(PATHWAY, {**answers, **dict.fromkeys(found.blank, True)}).level
    assert found.could_be is max(gravest, found.level, key=lambda level: level.rank)


def test_a_follow_up_is_put_unless_its_first_question_was_a_no() -> None:
    assert due_ids({}) == set(IDS) == due_ids({"q2": True, "q6": True})
    assert due_ids({"q2": False}) == {"q1", "q2", "q6", "q6-recent"}
    assert due_ids({"q6": False}) == {"q1", "q2", "q3", "q4", "q5", "q6"}


def test_with_every_question_answered_no_it_could_be_nothing_graver() -> None:
    for answers in (dict.fromkeys(IDS, False), {"q1": False, "q2": False, "q6": False, "q6-recent": False}):
        assert triage(PATHWAY, answers).could_be is RiskLevel.NONE
    assert triage(PATHWAY, {**dict.fromkeys(IDS, False), "q1": True}).could_be is RiskLevel.LOW


def test_the_reasons_name_every_yes_and_every_blank() -> None:
    found = triage(PATHWAY, {"q2": True, "q3": False, "q4": True, "q5": True, "q6": True})
    assert found.because == (
        "Yes to: thoughts with some intent, thoughts with plan and intent.",
        "Not answered: wish to be dead, suicidal behaviour in the past three months. Blank is not no.",
    )
