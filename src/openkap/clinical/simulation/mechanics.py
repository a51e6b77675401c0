"""The mechanics of early warning: how often each rule fires, and how long before a relapse. Of simulated people only.

It says how a rule behaves under assumed noise and silence. It is no chance of relapse, and never stands beside a
real person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Mechanics:
    """One rule. ``ahead_days`` is the median lead of its first firing over the simulated relapse; negative is after.

    None where no relapse was met. ``without_relapse`` counts people in whom it fired and who did not relapse.
    """

    rule: str
    title: str
    fired: int
    people: int
    relapsed: int
    fired_before: int
    fired_after: int
    without_relapse: int
    ahead_days: float | None


def mechanics(scenario: Scenario, courses: Sequence[Course]) -> tuple[Mechanics, ...]:
    """What every rule did, in the order of the rules."""
    relapsed = [c for c in courses if c.relapsed_on is not None]
    found = []
    for rule in scenario.warning_rules.rules:
        leads = [
            c.relapsed_on - c.warned[rule.id] for c in relapsed if rule.id in c.warned and c.relapsed_on is not None
        ]
        fired = sum(1 for c in courses if rule.id in c.warned)
        before = sum(1 for lead in leads if lead > 0)
        found.append(
            Mechanics(
                rule.id, rule.title, fired, len(courses), len(relapsed), before, len(leads) - before,
                fired - len(leads), median(leads) if leads else None,
            )
        )  # fmt: skip
    return tuple(found)
