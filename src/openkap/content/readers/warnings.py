"""Rules of early warning. A file's examples are scores and missed forms by day, and the rules that must then hold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from openkap.clinical.outcomes.change import Score
from openkap.clinical.outcomes.measured import Due
from openkap.clinical.outcomes.warning import LIMITED, WarningRule, WarningRules, Watched, warnings
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.changerules import rules_of
from openkap.content.readers.common import basis, prose

START = datetime(2026, 1, 5, 9, tzinfo=UTC)  # day 0 of the examples


def read(document: dict[str, Any], pin: Pin) -> WarningRules:
    """The rules as the core judges by them."""
    return WarningRules(pin, document["title"], tuple(_rule(r) for r in document["rules"]))


def check(entry: Entry) -> Iterator[str]:
    """Rules without the limit that their kind needs, or with one it does not have; examples that come out otherwise."""
    rules: WarningRules = entry.value
    for rule in rules.rules:
        if (rule.kind in LIMITED) != (rule.limit is not None):
            yield f"{rule.id}: a rule of kind {rule.kind} {'needs a' if rule.kind in LIMITED else 'has no'} limit."
            return
    if len({r.id for r in rules.rules}) != len(rules.rules):
        yield "A rule stands twice. Give each an id of its own."
    for example in entry.document["examples"]:
        found = sorted({w.rule.id for w in warnings(rules, _measures(example), _day(example["today"]))[0]})
        if found != sorted(example["expect"]):
            yield f"Example {example['name']!r}: got {', '.join(found) or 'nothing'}."


def _day(number: int) -> datetime:
    return START + timedelta(days=number)


def _measures(example: dict[str, Any]) -> tuple[Watched, ...]:
    """The measures of an example: its own, and those beside it since the same beginning."""
    return tuple(_watched({**example, **one}) for one in ({}, *example.get("beside", ())))


def _watched(example: dict[str, Any]) -> Watched:
    scores = tuple(Score(_day(day), Decimal(value)) for day, value in example["scores"])
    answered = [Due(s.at - timedelta(hours=2), s.at + timedelta(hours=2), s.at, scored=True) for s in scores]
    missed = [Due(_day(day), _day(day) + timedelta(hours=2)) for day in example.get("missed", ())]
    rules = rules_of(catalogue.entry("instruments", example["instrument"]).value)
    began = _day(example["began"]) if "began" in example else None
    return Watched(rules, scores, (*answered, *missed), began)


def _rule(r: dict[str, Any]) -> WarningRule:
    limit = Decimal(r["limit"]) if "limit" in r else None
    return WarningRule(r["id"], r["kind"], r["title"], prose(r["says"]), limit, basis(r["basis"]))
