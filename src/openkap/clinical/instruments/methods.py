"""The closed registry of scoring methods. What does not fit becomes a new method here, with tests: no expressions."""

from collections.abc import Callable, Mapping

from openkap.clinical.instruments.definition import Clause, Score, Subscore

Answers = Mapping[str, int]


def total(rule: Score | Subscore, answers: Answers) -> int:
    """Sum of the answered items."""
    return sum(answers[i] for i in rule.of if i in answers)


def highest_level(rule: Score, answers: Answers) -> int:
    """The highest level whose rule holds; 0 when none does. For screens that are not a sum."""
    holding = (level.level for level in rule.levels if any(answers.get(i, -1) >= level.at_least for i in level.of))
    return max(holding, default=0)


def criteria(rule: Subscore, answers: Answers) -> bool:
    """Whether every clause of a symptom-counting algorithm holds."""
    return all(_holds(clause, answers) for clause in rule.clauses)


def _holds(clause: Clause, answers: Answers) -> bool:
    counted = sum(answers.get(i, -1) >= clause.at_least_for.get(i, clause.at_least) for i in clause.of)
    return counted >= clause.count and (clause.count_at_most is None or counted <= clause.count_at_most)


SCORE_METHODS: Mapping[str, Callable[[Score, Answers], int]] = {"sum": total, "highest-level": highest_level}
SUBSCORE_METHODS: Mapping[str, Callable[[Subscore, Answers], int | bool]] = {"sum": total, "criteria": criteria}
METHOD_VERSION = "1"  # of this module and of scoring.py together: stored with every result, raised on any change
