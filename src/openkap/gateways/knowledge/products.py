"""A product as a PlanDefinition: its criteria in force, how grave each is for it and where; then its dose rules."""

from openkap.clinical.eligibility.definitions import Criterion
from openkap.gateways.canonical import canonical
from openkap.gateways.knowledge import doses
from openkap.gateways.knowledge.common import PLACES, Node, Published, artifacts, concept, head
from openkap.gateways.knowledge.criteria import RULE


def resource(thing: Published) -> Node:
    """The PlanDefinition: who may have it, and how much."""
    said = f"The criteria in force by which {thing.title} is screened, and the rules of its doses."
    return {
        **head("PlanDefinition", thing, said),
        "contained": doses.activities(thing.value),
        "type": RULE,
        "relatedArtifact": artifacts(thing.sources),
        "action": [*(_action(criterion, thing) for criterion in thing.rules.criteria), doses.rules(thing.value)],
    }


def _action(criterion: Criterion, thing: Published) -> Node:
    relative = thing.rules.relatives.get(thing.pin.id)
    found = {place: criterion.standing_for(thing.pin.id, place, relative) for place in PLACES}
    sources = [basis for standing in found.values() for basis in standing.basis]
    return {
        "title": criterion.title,
        "description": criterion.plain,
        "textEquivalent": "; ".join(f"{place}: {standing.level}" for place, standing in found.items()),
        "code": [concept(level) for level in sorted({str(standing.level) for standing in found.values()})],
        "documentation": artifacts(sources),
        "definitionCanonical": canonical(criterion.pin.kind, criterion.pin.id, criterion.pin.version),
    }
