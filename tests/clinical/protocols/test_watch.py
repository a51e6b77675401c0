"""Work around the doses: nothing unrecorded is ever done, and a later answer never makes it due earlier."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.protocols.watch import Situation, Standing, WatchItem, WatchSchedule, all_due, due
from openkap.clinical.values import Truth
from openkap.content import catalogue

SCHEDULE: WatchSchedule = catalogue.entry("schedules", "around-doses").value
FIRST = date(2026, 9, 1)
DAYS = st.integers(-60, 400).map(lambda n: FIRST + timedelta(days=n))
ITEMS = st.sampled_from(SCHEDULE.items)


def situation(item: WatchItem, last: date | None, today: date, **more: date | None) -> Situation:
    parts = (*item.facts, *item.instruments)
    return Situation(dict.fromkeys(parts, last) if last else {}, today, **more)  # type: ignore[arg-type]


@given(ITEMS, DAYS, st.booleans())
def test_what_nobody_recorded_is_never_done(item: WatchItem, today: date, given_: bool) -> None:
    now = situation(item, None, today, first_dose_on=FIRST if given_ else None)
    assert due(item, now).standing in {Standing.DUE, Standing.LATE}
    assert due(item, now, Truth.UNKNOWN).uncertain
    assert due(item, now, Truth.FALSE).standing is Standing.NOT_NEEDED


@given(ITEMS, DAYS, st.integers(0, 90), DAYS)
def test_a_later_answer_never_makes_it_due_earlier(item: WatchItem, last: date, more: int, today: date) -> None:
    older = due(item, situation(item, last, today, first_dose_on=FIRST))
    newer = due(item, situation(item, last + timedelta(days=more), today, first_dose_on=FIRST))
    if older.due_on is not None:
        assert newer.due_on is None or newer.due_on >= older.due_on


@given(ITEMS, DAYS, DAYS)
def test_one_missing_part_makes_the_whole_missing(item: WatchItem, last: date, today: date) -> None:
    parts = (*item.facts, *item.instruments)
    answered = dict.fromkeys(parts[1:], last)
    found = due(item, Situation(answered, today, FIRST))
    assert (found.missing, found.last_on) == (parts[:1], None)


@pytest.mark.parametrize(
    ("product", "place", "absent"),
    [("esketamine-nasal", "us", "liver"), ("ketamine-iv", "eu", "prescription-monitoring")],
)
def test_an_item_is_asked_only_where_it_belongs(product: str, place: str, absent: str) -> None:
    found = all_due(SCHEDULE, Situation({}, FIRST), product=product, jurisdiction=place, applies={})
    ids = {d.item.id for d in found}
    assert absent not in ids
    assert len(ids) == len(SCHEDULE.items) - 1


def test_every_fact_of_the_schedule_is_in_the_vocabulary_and_can_be_entered() -> None:
    from openkap.content.rulebook import vocabulary

    words = vocabulary().definitions
    for item in SCHEDULE.items:
        assert set(item.facts) <= words.keys(), item.id
