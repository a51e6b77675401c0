"""Doses at home: every gate is shut until somebody opens it, and unknown never opens one."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from openkap.clinical.protocols.home import (
    HomeRules,
    SiteSwitch,
    SwitchSignature,
    closed_because,
    site_switch,
)
from openkap.clinical.protocols.homeday import (
    Contact,
    HomeSession,
    HomeStart,
    Preparation,
    check_in_due_at,
    preparation_missing,
    release_missing,
    start_missing,
    welfare_due_at,
)
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content import catalogue

NOW = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
SWITCH = SiteSwitch(("Dr Example", "Dr Other"), "Oregon", date(2026, 12, 1))
ABSENT = Unknown(Missing.ABSENT)
READY = HomeStart(
    Truth.TRUE, Known(34), Truth.TRUE, Known(Decimal(128)), Known(Decimal(82)),
    Known(NOW - timedelta(minutes=10)), Truth.TRUE,
)  # fmt: skip
ENTRY = catalogue.entry("protocols", "ketamine-at-home")


def rules() -> HomeRules:
    found = ENTRY.value.home
    assert isinstance(found, HomeRules)
    return found


# guards HZ-60
def test_it_is_off_until_law_and_site_are_both_open() -> None:
    assert closed_because(rules(), "ketamine", SWITCH, "us", DAY) == ()
    assert closed_because(rules(), "ketamine", None, "us", DAY)
    assert closed_because(rules(), "ketamine", SWITCH, "eu", DAY)
    assert closed_because(rules(), "ketamine", SWITCH, "us", date(2026, 12, 2))
    late = replace(SWITCH, until=date(2028, 1, 1))
    assert closed_because(rules(), "ketamine", late, "us", date(2026, 12, 31)) == ()
    (word,) = closed_because(rules(), "ketamine", late, "us", date(2027, 1, 1))
    assert "2026-12-31" in word
    assert closed_because(None, "ketamine", SWITCH, "us", DAY)


def test_a_version_without_training_or_check_ins_is_never_used() -> None:
    first = catalogue.entry("protocols", "ketamine-at-home", "1.0.0").value.home
    assert closed_because(first, "ketamine", SWITCH, "us", DAY)


# guards HZ-60
def test_esketamine_is_never_given_at_home_whatever_is_open() -> None:
    assert closed_because(rules(), "esketamine", SWITCH, "us", DAY) == (
        "Esketamine is never given at home. Give it at the clinic.",
    )


def signed(role: str, who: str, **changed: object) -> SwitchSignature:
    one = SwitchSignature(ENTRY.pin, "us", "Oregon", role, f"Dr {who}", who, date(2026, 12, 1), NOW)
    return replace(one, **changed)  # type: ignore[arg-type]


# guards HZ-60
def test_the_switch_needs_two_people_who_signed_the_same() -> None:
    director, prescriber = signed("director", "dov"), signed("prescriber", "ingrid", until=date(2026, 11, 20))
    both = site_switch([director, prescriber], ENTRY.pin, "us")
    assert both == SiteSwitch(("Dr dov", "Dr ingrid"), "Oregon", date(2026, 11, 20))
    for spoiled in (
        [director],
        [director, signed("director", "eve")],
        [director, signed("nurse", "sam")],
        [director, signed("prescriber", "dov")],  # one person in two roles
        [director, replace(prescriber, place="Texas")],
        [director, replace(prescriber, jurisdiction="eu")],
        [director, replace(prescriber, protocol=replace(ENTRY.pin, digest="0" * 64))],
        [director, prescriber, replace(prescriber, at=NOW + timedelta(minutes=1), withdrawn=True)],
        [director, prescriber, replace(director, withdrawn=True)],  # at the same instant, closing wins
    ):
        assert site_switch(spoiled, ENTRY.pin, "us") is None


PREPARED = Preparation(
    2, Known(Decimal(50)), "Bea", Known(34), frozenset(p.id for p in rules().training), (("Psychosis", Truth.TRUE),)
)


# guards HZ-60
@pytest.mark.parametrize(
    "change",
    [
        {"doses_here": 1}, {"last_given_mg": ABSENT}, {"last_given_mg": Known(Decimal(49))}, {"companion": ""},
        {"companion_age": ABSENT}, {"companion_age": Known(17)}, {"trained": PREPARED.trained - {"call"}},
        {"clear_of": (("Psychosis", Truth.FALSE),)}, {"clear_of": (("Psychosis", Truth.UNKNOWN),)},
    ],
)  # fmt: skip
def test_each_gap_alone_keeps_a_dose_from_being_ordered(change: dict[str, object]) -> None:
    assert preparation_missing(rules(), PREPARED, Decimal(50)) == ()
    assert len(preparation_missing(rules(), replace(PREPARED, **change), Decimal(50))) == 1  # type: ignore[arg-type]


def test_a_dose_starts_only_when_everything_is_known_and_right() -> None:
    assert start_missing(rules(), READY, NOW) == ()


# guards HZ-60
@pytest.mark.parametrize(
    "change",
    [
        {"chaperone_present": Truth.UNKNOWN}, {"chaperone_present": Truth.FALSE}, {"chaperone_age": ABSENT},
        {"chaperone_age": Known(17)}, {"address_confirmed": Truth.UNKNOWN}, {"systolic": ABSENT},
        {"diastolic": ABSENT}, {"measured_at": ABSENT}, {"systolic": Known(Decimal(141))},
        {"diastolic": Known(Decimal(91))}, {"measured_at": Known(NOW - timedelta(minutes=31))},
        {"measured_at": Known(NOW + timedelta(minutes=1))}, {"no_alcohol_or_sedatives": Truth.UNKNOWN},
    ],
)  # fmt: skip
def test_each_gap_alone_stops_it(change: dict[str, object]) -> None:
    assert len(start_missing(rules(), replace(READY, **change), NOW)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("field", [f.name for f in fields(HomeSession)])
def test_the_next_single_dose_waits_for_every_answer(field: str) -> None:
    whole = HomeSession(*[Truth.TRUE] * len(fields(HomeSession)))
    assert release_missing(whole) == release_missing(None) == ()
    assert len(release_missing(replace(whole, **{field: Truth.UNKNOWN}))) == 1


# guards HZ-61
def test_silence_has_a_time_from_the_dose_the_release_or_the_day() -> None:
    day = Contact(planned_until=NOW)
    assert (check_in_due_at(rules(), day), welfare_due_at(rules(), day)) == (NOW, None)
    released = replace(day, released_until=NOW + timedelta(minutes=20))
    assert check_in_due_at(rules(), released) == NOW + timedelta(hours=4, minutes=20)
    taken = replace(released, taken_at=NOW, last_heard_at=NOW + timedelta(hours=1))
    assert check_in_due_at(rules(), taken) == NOW + timedelta(hours=4)
    assert welfare_due_at(rules(), taken) == NOW + timedelta(hours=25)
    for over in (replace(taken, checked_in=True), replace(released, not_taken=True)):
        assert check_in_due_at(rules(), over) is None
        assert welfare_due_at(rules(), over) is None
