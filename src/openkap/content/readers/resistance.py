"""Definitions of treatment resistance."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openkap.clinical.eligibility.trials import (
    Definition,
    Demand,
    Different,
    Outcome,
    SeverityLimit,
    Trial,
    assess_resistance,
)
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, optional

SAID = {"yes": Truth.TRUE, "no": Truth.FALSE, "unknown": Truth.UNKNOWN}


def read(document: dict[str, Any], pin: Pin) -> Definition:
    """A definition as the core judges it."""
    improvement, severity = document.get("improvement", {}), document.get("severity", {})
    return Definition(
        pin=pin,
        title=document["title"],
        summary=" ".join(document["summary"].split()),
        kind=document["kind"],
        jurisdictions=frozenset(document["jurisdictions"]),
        trials=_demand(document["trials"], "at-least"),
        different=Different(document["trials"]["different"]),
        dose=_optional(document, "adequate-dose"),
        weeks=_optional(document, "weeks", "at-least"),
        adherence=_optional(document, "adherence"),
        improvement_below=_demand(improvement, "below") if "below" in improvement else None,
        improvement_at_most=_demand(improvement, "at-most") if "at-most" in improvement else None,
        current_episode=_optional(document, "current-episode"),
        augmentations=_optional(document, "augmentations", "at-least"),
        severity=tuple(SeverityLimit(s["measure"], Decimal(s["at-least"])) for s in severity.get("any", ())),
        severity_within=optional(severity, "no-older-than"),
        severity_basis=basis(severity.get("basis", [])),
        also=tuple(document.get("also", ())),
    )


def check(entry: Entry) -> Iterator[str]:
    """Examples that come out otherwise, in words."""
    for example in entry.document["examples"]:
        trials = tuple(trial(t) for t in example["trials"])
        scores = {k: Decimal(v) for k, v in example.get("scores", {}).items()}
        found = assess_resistance(trials, entry.value, complete=example["complete"], scores=scores)
        got = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "unknown"}[found.met]
        if got != example["expect"]:
            yield f"Example {example['name']!r}: expected {example['expect']}, got {got}. {' '.join(found.because)}"


def trial(item: dict[str, Any]) -> Trial:
    """A trial as an example writes it; what is left out is unknown."""
    percent = item.get("improvement-percent")
    return Trial(
        medicine=item["medicine"],
        medicine_class=item.get("class", ""),
        adequate_dose=SAID[item.get("adequate-dose", "unknown")],
        weeks=Decimal(item["weeks"]) if "weeks" in item else None,
        taken_as_prescribed=SAID[item.get("as-prescribed", "unknown")],
        outcome=Outcome(item.get("outcome", "unknown")),
        improvement_percent=Decimal(percent) if percent is not None else None,
        in_current_episode=SAID[item.get("this-episode", "unknown")],
        augments=item.get("augments", False),
    )


def _demand(item: dict[str, Any], limit: str = "") -> Demand:
    return Demand(basis(item["basis"]), Decimal(item[limit]) if limit else None)


def _optional(document: dict[str, Any], key: str, limit: str = "") -> Demand | None:
    return _demand(document[key], limit) if key in document else None
