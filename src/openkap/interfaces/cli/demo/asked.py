"""The answers that the review form gets for a person of the demonstration, from the form's own questions."""

from collections.abc import Mapping

from openkap.clinical.facts import FactKind
from openkap.records.patients.reviewing import questions

STATED = {
    "major-depression": "present",
    "depression-severity": "severe",
    "adequate-antidepressant-trials": "2",
    "capacity-to-consent": "yes",
    "lorazepam-equivalent": "0",
    "medicines-reviewed": "yes",
    "childbearing-potential": "no",
    "child-pugh-class": "none",
    "departure-arranged": "yes",
}
GROUPS_OF_HALF = 2


def review_answers(told: Mapping[str, str], *, half: bool) -> dict[str, str]:
    """What this person ``told``, else the usual answer; a condition that nobody has is denied, the rest not asked.

    ``half``: only the first two groups of the form, as when somebody was called away.
    """
    groups = list(questions().values())
    asked = [q.definition for group in (groups[:GROUPS_OF_HALF] if half else groups) for q in group]
    usual = {d.code: "denied" for d in asked if d.kind is FactKind.CONDITION and d.code != "acute-suicidal-crisis"}
    answers = {**usual, **STATED, **told}
    return {d.code: answers[d.code] for d in asked if d.code in answers}
