"""Pathways from a suicide-risk screener to a level and what follows."""

from collections.abc import Iterator
from typing import Any

from openkap.clinical.risk.pathway import Action, LevelRule, Question, RiskLevel, RiskPathway, triage
from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, duration


def read(document: dict[str, Any], pin: Pin) -> RiskPathway:
    """A pathway as the core runs it."""
    return RiskPathway(
        pin=pin,
        title=document["title"],
        instrument=document["instrument"],
        questions=tuple(
            Question(q["id"], q["about"], q["loinc"], q["window"], q.get("after", "")) for q in document["questions"]
        ),
        levels=tuple(_level(item) for item in document["levels"]),
        if_blank=RiskLevel(document["if-blank"]["at-least"]),
        if_blank_basis=basis(document["if-blank"]["basis"]),
    )


def check(entry: Entry) -> Iterator[str]:
    """Levels out of order, questions that lead nowhere, and examples that come out otherwise."""
    pathway: RiskPathway = entry.value
    if [rule.level for rule in pathway.levels] != list(reversed(RiskLevel)):
        yield "Give all four levels, the gravest first."
    used = {id_ for rule in pathway.levels for id_ in rule.any_of}
    if lost := {q.id for q in pathway.questions} ^ used:
        yield f"These are asked and lead nowhere, or lead somewhere and are not asked: {', '.join(sorted(lost))}."
    for example in entry.document["examples"]:
        found = triage(pathway, example["answers"])
        if (found.level, found.could_be) != (example["expect"], example.get("could-be", example["expect"])):
            yield f"Example {example['name']!r} gave {found.level}, perhaps {found.could_be}."


def _level(item: dict[str, Any]) -> LevelRule:
    called = item.get("call")
    return LevelRule(
        level=RiskLevel(item["level"]),
        any_of=tuple(item.get("any-of", ())),
        actions=tuple(
            Action(a["id"], a["words"], a["by"], duration(a["within"]), basis(a["basis"])) for a in item["actions"]
        ),
        basis=basis(item["basis"]),
        urgency=Urgency(called["urgency"]) if called else None,
        answer_within=duration(called["answer-within"]) if called else None,
    )
