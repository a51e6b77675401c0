"""Doses at home: every gate is shut until somebody opens it, and unknown never opens one."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from openkap.clinical.protocols.home import (
    HomeRules,
    HomeSession,
    HomeStart,
    SiteSwitch,
    closed_because,
    release_missing,
    start_missing,
    welfare_due_at,
)
from openkap.clinical.values import Known, Missing, Truth, Unknown
from openkap.content import catalogue

NOW = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
SWITCH = SiteSwitch("Dr Example", date(2026, 12, 1))
ABSENT = Unknown(Missing.ABSENT)
READY = HomeStart(
    Truth.TRUE, Known(34), Truth.TRUE, Known(Decimal(128)), Known(Decimal(82)),
    Known(NOW - timedelta(minutes=10)), Truth.TRUE,
)  # fmt: skip


def rules() -> HomeRules:
    found = catalogue.entry("protocols", "ketamine-at-home").value.home
    assert isinstance(found, HomeRules)
    return found


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


def test_esketamine_is_never_given_at_home_whatever_is_open() -> None:
    assert closed_because(rules(), "esketamine", SWITCH, "us", DAY) == (
        "Esketamine is never given at home. Give it at the clinic.",
    )


def test_a_dose_starts_only_when_everything_is_known_and_right() -> None:
    assert start_missing(rules(), READY, NOW) == ()


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


def test_silence_for_a_day_calls_somebody() -> None:
    assert welfare_due_at(rules(), NOW) == NOW + timedelta(hours=24)
