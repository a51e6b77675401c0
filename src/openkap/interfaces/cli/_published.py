"""Content put together for its FHIR resources: the one place where files, rules and sources meet the writers."""

from openkap.content import catalogue, tracing
from openkap.content.catalogue import Entry
from openkap.content.rulebook import rulebook
from openkap.gateways.knowledge import libraries, publishing
from openkap.gateways.knowledge.common import Node, Published


def resource(entry: Entry) -> Node:
    """One file as the FHIR R4 resource of its kind."""
    sources = tuple(use.basis for use in tracing.sources_of(entry))
    return publishing.resource(Published(entry.pin, title(entry), entry.value, entry.document, sources, rulebook()))


def shelf(kind: str) -> Node:
    """A whole kind as a Library that lists it."""
    return libraries.shelf(kind, [(entry.pin, title(entry)) for entry in catalogue.entries(kind)])


def title(entry: Entry) -> str:
    """What the file calls itself; a value set is called as the fact that it states."""
    document = entry.document
    named = (document[key] for key in ("title", "statement", "display", "name") if document.get(key))
    definition = rulebook().vocabulary.definitions.get(entry.pin.id) if entry.pin.kind == "valuesets" else None
    return str(next(named, definition.display if definition else ""))
