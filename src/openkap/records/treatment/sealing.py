"""Digests and pins as they are stored."""

import json
from hashlib import sha256
from typing import Any

from openkap.clinical.sources import Pin


def digest_of(document: Any) -> str:
    """SHA-256 of a document, whatever the order of its keys."""
    return sha256(json.dumps(document, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def pin_document(pin: Pin) -> dict[str, str]:
    """A pin as JSON."""
    return {"kind": pin.kind, "id": pin.id, "version": pin.version, "digest": pin.digest}


def pin_of(document: dict[str, str]) -> Pin:
    """A stored pin."""
    return Pin(document["kind"], document["id"], document["version"], document["digest"])
