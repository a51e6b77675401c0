"""Reading events is strict, and a refusal says what to mend."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.clinical.monitoring.stories import DOSE_AT, dose, event, observed, plan, text

from openkap.clinical.monitoring.events import EventError, check_event, read_event
from openkap.clinical.monitoring.transition import start, step

GOOD: dict[str, Any] = {"id": "1", "type": "dose", "at": "2026-10-06T10:00:00Z", "amount_mg": 56, "lot": "A12"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ([1], "this is not an event"),
        ({"type": "party"}, "'party' is no type of event. There are: opened"),
        ({"type": 4}, "4 is no type of event"),
        ({"colour": "red"}, "'dose' has no field 'colour'. Its fields are: amount_mg, lot, despite"),
        ({"type": "look-in"}, "Its fields are: none of its own"),
        ({"lot": None}, "'lot' is None. It must be text"),
        ({"amount_mg": -1}, "'amount_mg' is -1. It must be a number, zero or more"),
        ({"amount_mg": True}, "'amount_mg' is True"),
        ({"amount_mg": float("nan")}, "'amount_mg' is nan"),
        ({"at": "2026-10-06T10:00:00"}, "'at' is '2026-10-06T10:00:00'. It must be an instant with its zone"),
        ({"at": "2026-10-36T10:00:00Z"}, "There is no such day"),
        ({"at": None}, "'at' is None"),
        ({"recorded_at": "2026-10-06T09:58:00Z"}, "'at' lies after 'recorded_at'"),
        ({"id": ""}, "'id' is ''"),
        ({"sequence": "first"}, "'sequence' is 'first'"),
    ],
)
def test_a_wrong_event_is_refused_in_words(changed: Any, says: str) -> None:
    document = {**GOOD, **changed} if isinstance(changed, dict) else changed
    with pytest.raises(EventError) as refused:
        read_event(document)
    assert says in str(refused.value)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(EventError, match="'dose' has no 'lot'"):
        read_event({k: v for k, v in GOOD.items() if k != "lot"})


@pytest.mark.parametrize("type_", ["discharged", "alert-settled", "correction", "died"])
def test_what_a_person_must_stand_behind_names_that_person(type_: str) -> None:
    fields = {
        "discharged": {"signed_by": "Sam"},
        "alert-settled": {"alert": "distress", "about": ["a"], "how": "x"},
        "correction": {"of": "a", "because": "x"},
        "died": {"certified_by": "Dov", "told": "family"},
    }[type_]
    with pytest.raises(EventError, match="names nobody"):
        read_event({"id": "1", "type": type_, "at": text(0), **fields})


@pytest.mark.parametrize(
    ("type_", "fields", "says"),
    [
        ("check", {"item": "walks", "answer": "maybe"}, "not one of yes, no, not-applicable"),
        ("observation", {"values": {}}, "an object of measures"),
        ("observation", {"values": {"systolic": None}}, "leave out what was not measured"),
        ("alert-settled", {"alert": "distress", "about": [], "how": "x"}, "a list of event ids"),
        ("correction", {"of": "a", "because": "x", "entered_in_error": False}, "true, or is left out"),
    ],
)
def test_fields_have_their_shapes(type_: str, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(EventError, match=says):
        event("1", type_, 0, **fields)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (observed("a", 0, mood=3), "does not measure 'mood'. It measures: systolic"),
        (observed("a", 0, systolic=900), "Systolic pressure 900 mm.* is not possible. Read it again: 40 to 320"),
        (observed("a", 0, systolic="high"), "must be a number in mm"),
        (observed("a", 0, dissociation="deep"), "must be one of none, some, marked"),
        (event("a", "symptom", 0, symptom="glee"), "there is no symptom 'glee'. There are: headache"),
        (event("a", "check", 0, item="hat", answer="yes"), "no list has a row 'hat'"),
        (event("a", "alert-owned", 0, alert="hat", owner="Sam"), "no alert is called 'hat'"),
    ],
)
def test_the_plan_refuses_what_it_does_not_know(wrong: Any, says: str) -> None:
    with pytest.raises(EventError, match=says):
        check_event(plan(), wrong)


# guards HZ-29
def test_the_same_event_again_changes_nothing_and_another_under_its_id_is_refused() -> None:
    watched, now = plan(), DOSE_AT + timedelta(hours=1)
    once = step(watched, start(watched), dose(), now)
    assert step(watched, once, dose(), now) is once
    with pytest.raises(EventError, match="'dose' already means another event"):
        step(watched, once, dose(minute=5), now)
    with pytest.raises(EventError, match="kept after now"):
        step(watched, once, dose("late", 61), now)


def test_values_keep_their_digits_and_absent_fields_are_empty() -> None:
    read = read_event({**GOOD, "amount_mg": Decimal("56.50"), "written_at": text(1), "device": "tablet", "sequence": 3})
    assert str(read.number("amount_mg")) == "56.50"
    assert (read.sequence, read.device, read.written_at) == (3, "tablet", DOSE_AT + timedelta(minutes=1))
    assert (read.text("amount_mg"), read.number("lot"), read.instant("lot"), read.ids("lot")) == ("", None, None, ())
    assert dict(read.values()) == {}
    assert not read.flag("lot")
