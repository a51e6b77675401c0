"""The rows of a list as its page shows them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.monitoring.lists import Row, RowStatus
from openkap.clinical.monitoring.plan import CheckItem
from openkap.clinical.sources import strongest
from openkap.interfaces.components.wording import clock
from openkap.interfaces.monitor.rooms.cards import Field, field
from openkap.records.dosing.selectors import Watched

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
STATES = {RowStatus.DONE: "ok", RowStatus.MISSING: "unknown", RowStatus.HELD: "raised", RowStatus.RELEASED: "raised"}
WORDS = {RowStatus.DONE: "Done", RowStatus.MISSING: "Missing", RowStatus.HELD: "Held", RowStatus.RELEASED: "Released"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: how it stands, why, and how it is answered."""

    item: CheckItem
    row: Row
    state: str
    word: str
    verification: str
    policy: str
    releasable: bool


def lines(items: Sequence[CheckItem], found: Sequence[Row]) -> list[Line]:
    """The rows beside what they ask."""
    return [
        Line(
            item,
            row,
            STATES[row.status],
            WORDS[row.status],
            strongest(item.basis).value,
            next((b.policy.replace("-", " ") for b in item.basis if b.policy), ""),
            item.releasable and row.status is RowStatus.HELD,
        )
        for item, row in zip(items, found, strict=True)
    ]


def fields(watched: Watched, items: Sequence[CheckItem], now: datetime, *, before_dose: bool) -> list[Field]:
    """Every measure that the list needs, once, in the order of the plan."""
    wanted = {m for item in items for m in item.measures}
    named = [m.id for m in watched.plan.measures if m.id in wanted]
    return [field(watched.plan, watched.state, name, now, before_dose=before_dose) for name in named]


def local_words(missing: Iterable[str]) -> list[str]:
    """The reasons with their instants as the site's time of day."""
    return [INSTANT.sub(lambda m: clock(datetime.fromisoformat(m.group())), why) for why in missing]
