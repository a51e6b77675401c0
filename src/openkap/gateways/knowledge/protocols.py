"""A protocol as a PlanDefinition: phases, their visits, and every occurrence with its days from what it counts from.

How far a visit may move stands in words: FHIR keeps the day that is meant (``offsetDuration``) or a range, not both.
"""

from openkap.clinical.protocols.definition import AnchorKind, DoseChoice, Phase, Protocol, VisitRule
from openkap.gateways.canonical import canonical
from openkap.gateways.knowledge.common import Node, Published, artifacts, concept, head, places

START = "start-of-course"
CLINICAL = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "clinical-protocol"}],
}
HOME = (
    "Doses at home are off until a dated legal window and the site's own switch are both open, one session at a time."
)
Counted = tuple[str, int]  # the id of the action it counts from, and days after it (before it: negative)


def resource(thing: Published) -> Node:
    """The PlanDefinition."""
    protocol: Protocol = thing.value
    counted = occurrences(protocol)
    start = {"id": START, "title": "First day of the course: its first dose, if it has one"}
    return {
        **head("PlanDefinition", thing, " ".join(filter(None, (protocol.summary.strip(), protocol.research.strip())))),
        "type": CLINICAL,
        **places(protocol.jurisdictions),
        **({"usage": HOME} if protocol.home else {}),
        "relatedArtifact": artifacts(thing.sources),
        "action": [start, *(_phase(phase, protocol, counted) for phase in protocol.phases)],
    }


def occurrences(protocol: Protocol) -> dict[str, list[Counted]]:
    """For each visit rule its occurrences in order. What follows *each* visit of another has its days after each."""
    found: dict[str, list[Counted]] = {}
    for rule in protocol.visits:
        froms = [START]
        if rule.anchor.kind is not AnchorKind.START:
            names = [name(rule.anchor.rule, number) for number in range(1, len(found[rule.anchor.rule]) + 1)]
            froms = names if rule.anchor.kind is AnchorKind.EACH else names[-1:]
        found[rule.id] = [(origin, day) for origin in froms for day in rule.days]
    return found


def name(rule: str, number: int) -> str:
    """The id of an occurrence as an action."""
    return f"{rule}-{number}"


def _phase(phase: Phase, protocol: Protocol, counted: dict[str, list[Counted]]) -> Node:
    visits = [_visit(rule, counted[rule.id]) for rule in protocol.visits if rule.phase == phase.id]
    return {"id": f"phase-{phase.id}", "title": phase.title, **({"action": visits} if visits else {})}


def _visit(rule: VisitRule, counted: list[Counted]) -> Node:
    said = f"{rule.minutes} minutes. May move {_days(rule.earlier)} earlier and {_days(rule.later)} later."
    sources = rule.basis
    if rule.spacing:
        apart, times, span = rule.spacing.minimum_days, rule.spacing.times, rule.spacing.in_days
        said += f" At least {_days(apart)} apart, and at most {times} in any {_days(span)}."
        sources += rule.spacing.basis
    return {
        "id": rule.id,
        "title": rule.title,
        "description": rule.why,
        "textEquivalent": said,
        "code": [concept(str(rule.kind))],
        "documentation": artifacts(sources),
        "action": [_occurrence(rule, number, one) for number, one in enumerate(counted, start=1)],
    }


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _occurrence(rule: VisitRule, number: int, counted: Counted) -> Node:
    origin, day = counted
    related: Node = {"actionId": origin, "relationship": "concurrent-with-start"}
    if day:
        days = {"value": abs(day), "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}
        side = "after-start" if day > 0 else "before-start"
        related = {"actionId": origin, "relationship": side, "offsetDuration": days}
    asked = [{"title": i, "definitionCanonical": canonical("instruments", i)} for i in rule.instruments]
    return {
        "id": name(rule.id, number),
        "title": f"{rule.title} {number}",
        **_foreseen(rule.foreseen_dose(number)),
        "relatedAction": [related],
        **({"action": asked} if asked else {}),
    }


def _foreseen(dose: DoseChoice | None) -> Node:
    if dose is None:
        return {}
    amounts = " or ".join(f"{amount:f}" for amount in dose.amounts)
    said = f"Foreseen: {amounts} {dose.unit}. A prescriber orders each dose, within the product's rules."
    return {"textEquivalent": said, "documentation": artifacts(dose.basis)}
