"""The entries of a session in the words of the room."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.schedule import Slot, SlotStatus
from openkap.interfaces.monitor.rooms.said import said

AT = datetime(2026, 10, 6, 13, 30, tzinfo=UTC)
PRESSURE = Slot("pressure-3", ("systolic", "diastolic"), AT, SlotStatus.PLANNED, required=True)
READ = {"systolic": Decimal(189), "diastolic": Decimal(112), "heart-rate": Decimal(92)}


@pytest.mark.parametrize(
    ("kind", "data", "title", "words"),
    [
        ("observation", {"values": READ}, "Observation", "BP 189/112 · HR 92"),
        ("observation", {"values": {"systolic": Decimal(189)}}, "Observation", "BP 189/?"),
        ("infusion-started", {"amount_mg": Decimal("31.0"), "lot": "KT-1", "over_min": Decimal(40)},
         "Infusion started", "31\u00a0mg · lot: KT-1 · over 40\u00a0min"),
        ("overdue", {"slot": "pressure-3", "due_at": AT}, "Did not come", "BP · due at 13:30"),
        ("correction", {"of": "some-id", "because": "typo"}, "Correction", "because: typo"),
    ],
)  # fmt: skip
def test_an_entry_reads_as_a_nurse_would_say_it(
    kind: str, data: dict[str, Any], title: str, words: str, settings: Any
) -> None:
    settings.TIME_ZONE = "UTC"
    (only,) = said([Event("e1", kind, AT, AT, data=data)], [PRESSURE])
    assert (only.title, only.words) == (title, words)


def test_the_newest_stands_first() -> None:
    events = [Event(id_, "look-in", AT, AT) for id_ in ("first", "second")]
    assert [one.event.id for one in said(events, [])] == ["second", "first"]
