"""The answers that the review form gets for a person of the demonstration, from the form's own questions."""

from collections.abc import Mapping
from datetime import timedelta

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
    "site-rems-certified": "yes",
    "follow-up-agreed": "yes",
}
GROUPS_OF_HALF = 2
MONTH = timedelta(days=30)


def review_answers(told: Mapping[str, str], *, half: bool = False, aged: bool = False) -> dict[str, str]:
    """What this person ``told``, else the usual answer; a condition that nobody has is denied, the rest not asked.

    ``half``: only the first two groups of the form, as when somebody was called away. ``aged``: only what does not
    stand for longer than a month, as on the morning of a dose.
    """
    groups = list(questions().values())
    asked = [q.definition for group in (groups[:GROUPS_OF_HALF] if half else groups) for q in group]
    asked = [d for d in asked if not aged or (d.max_age is not None and d.max_age <= MONTH)]
    usual = {d.code: "denied" for d in asked if d.kind is FactKind.CONDITION and d.code != "acute-suicidal-crisis"}
    answers = {**usual, **STATED, **told}
    return {d.code: answers[d.code] for d in asked if d.code in answers}
