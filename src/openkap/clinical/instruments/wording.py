"""The wording that a clinic loads into a skeleton: what was said, word for word, and its digest."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from openkap.clinical.instruments.definition import Instrument, Item


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one instrument in one language: of each item its text and, by value, its answers.

    An item whose answer is a number that is typed has no answers here.
    """

    language: str
    items: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]  # item id, then the value as text
    stem: str = ""
    instructions: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the words: kept with every answer set that was given to them."""
        return sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def put_in(instrument: Instrument, wording: Wording) -> Instrument:
    """The instrument with these words in its slots; nothing else of it changes."""

    def spoken(text: str) -> dict[str, str]:
        return {wording.language: text} if text else {}

    def worded(item: Item) -> Item:
        said = wording.options.get(item.id, {})
        options = tuple(
            replace(o, text=spoken(str(o.value) if item.number else said[str(o.value)])) for o in item.options
        )
        return replace(item, text=spoken(wording.items[item.id]), options=options)

    return replace(
        instrument,
        items=tuple(worded(i) for i in instrument.items),
        stem=spoken(wording.stem),
        instructions=spoken(wording.instructions),
    )
