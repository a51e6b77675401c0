"""One content file as the FHIR R4 resource that fits its kind. A module here named after a kind writes that kind."""

from importlib import import_module
from importlib.util import find_spec

from openkap.gateways.knowledge import libraries
from openkap.gateways.knowledge.common import Node, Published


def resource(thing: Published) -> Node:
    """Questionnaire, PlanDefinition or ValueSet where the kind has such a shape; else a Library with the file in it."""
    name = f"{__package__}.{thing.pin.kind}"
    found: Node = (import_module(name) if find_spec(name) else libraries).resource(thing)
    return found
