"""Schedules of what is known before the first dose and looked at again later."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from openkap.clinical.protocols.watch import Situation, WatchItem, WatchSchedule, due
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, optional
from openkap.content.readers.rules import rule


def read(document: dict[str, Any], pin: Pin) -> WatchSchedule:
    """A schedule as the core works out due dates by."""
    return WatchSchedule(pin, document["title"], tuple(_item(i) for i in document["items"]))


def check(entry: Entry) -> Iterator[str]:
    """Items that stand twice, and examples that come out otherwise."""
    schedule: WatchSchedule = entry.value
    items = {i.id: i for i in schedule.items}
    if len(items) != len(schedule.items):
        yield "An item stands twice. Give each an id of its own."
    for example in entry.document["examples"]:
        item = items[example["item"]]
        day = {k: date.fromisoformat(v) for k, v in example.items() if k in {"today", "first-dose", "planned-dose"}}
        answered = {k: date.fromisoformat(v) for k, v in example.get("answered", {}).items()}
        now = Situation(answered, day["today"], day.get("first-dose"), day.get("planned-dose"))
        found = due(item, now, Truth(example.get("applies", "true")))
        expected = (example["expect"], example.get("due-on", ""))
        if (found.standing.value, found.due_on.isoformat() if found.due_on else "") != expected:
            yield f"Example {example['name']!r}: got {found.standing.value}, due on {found.due_on}."


def _item(item: dict[str, Any]) -> WatchItem:
    repeat = item.get("repeat", {})
    return WatchItem(
        id=item["id"],
        title=item["title"],
        why=" ".join(item["why"].split()),
        facts=tuple(item.get("facts", ())),
        instruments=tuple(item.get("instruments", ())),
        products=frozenset(item.get("products", ())),
        jurisdictions=frozenset(item.get("jurisdictions", ())),
        basis=basis(item["basis"]),
        at_most_old=optional(item, "baseline-no-older-than"),
        again_after=optional(repeat, "after-first-dose"),
        every=optional(repeat, "every"),
        repeat_basis=basis(repeat.get("basis", [])),
        if_positive=item.get("if-positive", ""),
        applies=rule(item["applies"]) if "applies" in item else None,
    )
