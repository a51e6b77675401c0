"""A file without a FHIR shape of its own as a Library that carries it; and a whole kind as a Library that lists it."""

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from openkap.clinical.sources import Pin
from openkap.gateways.canonical import canonical
from openkap.gateways.knowledge.common import DRAFT, Node, Published, artifacts, computer_name, head

COLLECTION = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "asset-collection"}],
}


def resource(thing: Published) -> Node:
    """A Library with the file in JSON, as ``openkap content show`` prints it, and all its sources."""
    data = json.dumps(thing.document, ensure_ascii=False, default=str).encode()
    sources = artifacts(thing.sources)
    return {
        **head("Library", thing, f"One file of {thing.pin.kind}."),
        "type": {**COLLECTION, "text": thing.pin.kind},
        **({"relatedArtifact": sources} if sources else {}),
        "content": [{"contentType": "application/json", "data": b64encode(data).decode(), "title": thing.pin.id}],
    }


def shelf(kind: str, things: Sequence[tuple[Pin, str]]) -> Node:
    """A Library that lists what is in force of one kind, each with its title. Its version changes with any of them."""
    pins = "\n".join(f"{pin.id} {pin.version} {pin.digest}" for pin, _ in things)
    return {
        "resourceType": "Library",
        "id": kind,
        "url": canonical(kind),
        "version": sha256(pins.encode()).hexdigest()[:12],
        "name": computer_name(kind),
        "title": f"OpenKAP: {kind}",
        "status": DRAFT,
        "publisher": "OpenKAP",
        "description": f"Everything of {kind} that is installed and in force.",
        "type": {**COLLECTION, "text": kind},
        "relatedArtifact": [
            {"type": "composed-of", "display": title or pin.id, "resource": canonical(kind, pin.id, pin.version)}
            for pin, title in things
        ],
    }
