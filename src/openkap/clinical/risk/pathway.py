"""Triage of suicide risk. A level is read off single answers, never counted or added up; blank is never *no*.

The software proposes; the clinician's own level stands. Nothing here ever lowers a level that a person set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Basis, Pin


class RiskLevel(StrEnum):
    """How grave the risk is, least first."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for none."""
        return list(RiskLevel).index(self)


@dataclass(frozen=True, slots=True)
class Question:
    """One slot of the screener: its id, what it is about in a few words, its LOINC code, and after which yes it is put.

    The screener's own wording is not here; who may use it loads it.
    """

    id: str
    about: str
    loinc: str
    window: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done at a level: in words, by whom, within what time of the triage, and on what basis."""

    id: str
    words: str
    role: str
    within: timedelta
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """One level: a yes to any of these puts the person there; what follows; and whether somebody is called."""

    level: RiskLevel
    any_of: tuple[str, ...]
    actions: tuple[Action, ...]
    basis: tuple[Basis, ...]
    urgency: Urgency | None = None
    answer_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RiskPathway:
    """The whole pathway, gravest level first. A blank question that was due gives ``if_blank`` at least."""

    pin: Pin
    title: str
    instrument: str
    questions: tuple[Question, ...]
    levels: tuple[LevelRule, ...]
    if_blank: RiskLevel
    if_blank_basis: tuple[Basis, ...]

    def rule(self, level: RiskLevel) -> LevelRule:
        """What a level asks for."""
        return next(rule for rule in self.levels if rule.level is level)


@dataclass(frozen=True, slots=True)
class Triage:
    """The level that the answers give, how grave it could still be, what was left blank, and why."""

    level: RiskLevel
    could_be: RiskLevel
    blank: tuple[str, ...]
    because: tuple[str, ...]


def due_questions(pathway: RiskPathway, answers: Mapping[str, bool]) -> tuple[Question, ...]:
    """The questions to be put, given the answers so far: a follow-up is put unless its first question was a no."""
    return tuple(q for q in pathway.questions if not q.after or answers.get(q.after) is not False)


def triage(pathway: RiskPathway, answers: Mapping[str, bool]) -> Triage:
    """The level of these answers. A question that is missing from ``answers`` was not answered."""
    about = {q.id: q.about for q in pathway.questions}
    unknown = sorted(set(answers) - set(about))
    if unknown:
        raise ValueError(f"The pathway has no question {unknown[0]!r}. It has: {', '.join(about)}.")
    due = [q.id for q in due_questions(pathway, answers)]
    blank = tuple(id_ for id_ in due if id_ not in answers)
    certain, because = RiskLevel.NONE, []
    could_be = RiskLevel.NONE
    for rule in pathway.levels:
        said = [about[id_] for id_ in rule.any_of if answers.get(id_) is True]
        if said and rule.level.rank > certain.rank:
            certain = rule.level
            because = [f"Yes to: {', '.join(said)}."]
        if (said or set(rule.any_of) & set(blank)) and rule.level.rank > could_be.rank:
            could_be = rule.level
    level = certain
    if blank:
        because.append(f"Not answered: {', '.join(about[id_] for id_ in blank)}. Blank is not no.")
        level = max(certain, pathway.if_blank, key=lambda found: found.rank)
    return Triage(level, max(level, could_be, key=lambda found: found.rank), blank, tuple(because))
