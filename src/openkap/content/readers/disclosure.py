"""Disclosure rules of one place."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from openkap.clinical.disclosure.rules import Answering, DisclosureRules, Protection, Retention, keep_until
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis


def read(document: dict[str, Any], pin: Pin) -> DisclosureRules:
    """The rules as the core applies them."""
    return DisclosureRules(
        pin=pin,
        place=document["title"],
        effective_from=date.fromisoformat(document["effective-from"]),
        access=_answering(document["access"]),
        amendment=_answering(document["amendment"]),
        protections=tuple(_protection(p) for p in document.get("protections", ())),
        retention=tuple(
            Retention(r["id"], r["what"], r["years"], r["counted-from"], basis(r["basis"]))
            for r in document.get("retention", ())
        ),
        retention_note=document.get("retention-note", ""),
    )


def check(entry: Entry) -> Iterator[str]:
    """Examples that come out otherwise."""
    rules: DisclosureRules = entry.value
    for example in entry.document["examples"]:
        days = {k: date.fromisoformat(v) for k, v in example.items() if k.endswith("-on")}
        got: dict[str, str] = {}
        if "asked-on" in days:
            got["access-by"] = rules.access.due_on(days["asked-on"]).isoformat()
            got["amendment-by"] = rules.amendment.due_on(days["asked-on"]).isoformat()
        if "last-contact-on" in days:
            kept = keep_until(rules, last_contact_on=days["last-contact-on"], died_on=days.get("died-on"),
                              held=example.get("held", False))  # fmt: skip
            got["keep-until"] = kept.until.isoformat() if kept.until else "no end"
        for name, value in example["expect"].items():
            if got.get(name) != value:
                yield f"Example {example['name']!r}, {name}: expected {value}, got {got.get(name)}."


def _answering(item: dict[str, Any]) -> Answering:
    return Answering(item["within-days"], item["extension-days"], basis(item["basis"]))


def _protection(item: dict[str, Any]) -> Protection:
    return Protection(
        id=item["id"],
        title=item["title"],
        sensitivity=item["sensitivity"],
        medicine_classes=frozenset(item["medicine-classes"]),
        instruments=frozenset(item["instruments"]),
        effective_from=date.fromisoformat(item["effective-from"]),
        notice=" ".join(item["notice"].split()),
        consent_names=tuple(item["consent-names"]),
        basis=basis(item["basis"]),
    )
