"""What the question page shows: the questions still to be put, and where the person stands. Never an earlier answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openkap.clinical.instruments.definition import Instrument, Item
from openkap.clinical.instruments.flags import could_be_rise
from openkap.clinical.instruments.scoring import is_put
from openkap.clinical.signals import Urgency
from openkap.clinical.values import Truth


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the page puts it."""

    number: int
    item: dict[str, Any]
    instructions: str
    help_from: int | None  # from which answer on help opens on the tap itself
    only_if: str  # items, one of which must be answered with at least ``only_from``; empty: it is put in any case
    only_from: int


def questions(instrument: Instrument, answers: Mapping[str, int], language: str = "en") -> list[Question]:
    """Every question that will or may be put, in order; those that surely will not are left out."""
    put = [i for i in instrument.items if is_put(instrument, i, answers) is not Truth.FALSE]
    return [_question(number, item, instrument, answers, language) for number, item in enumerate(put, start=1)]


def _question(number: int, item: Item, instrument: Instrument, answers: Mapping[str, int], language: str) -> Question:
    rule = item.asked_when if is_put(instrument, item, answers) is Truth.UNKNOWN else None
    return Question(
        number=number,
        item={
            "id": item.id,
            "lead": "" if item.without_stem else instrument.stem.get(language, ""),
            "text": item.text[language],
            "number": {"from": min(item.values), "to": max(item.values)} if item.number else None,
            "options": [] if item.number else [{"value": o.value, "label": o.text[language]} for o in item.options],
            "note": "You may leave this one out." if item.optional else "",
        },
        instructions=instrument.instructions.get(language, "") if number == 1 else "",
        help_from=help_from(instrument, item.id),
        only_if=" ".join(rule.any_of) if rule else "",
        only_from=rule.at_least if rule else 0,
    )


def help_from(instrument: Instrument, item: str) -> int | None:
    """From which answer to this item on help is shown at once; None where no answer asks for it.

    An answer that may have got worse since the last form shows help too, whatever the last one was.
    """
    rules = [rule for rule in instrument.flags if item in rule.items]
    levels = [
        int(level.limit)
        for rule in rules
        for level in rule.levels
        if level.urgency.rank >= Urgency.URGENT.rank and not level.downward
    ]
    worse = [
        value
        for rule in rules
        for rise in rule.rises
        for value in instrument.values[item]
        if rise.urgency.rank >= Urgency.URGENT.rank and could_be_rise(instrument, rise, item, value)
    ]
    return min([*levels, *worse], default=None)
