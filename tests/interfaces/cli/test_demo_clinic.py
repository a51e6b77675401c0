"""The demonstration's clinic stands at whatever hour somebody starts it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openkap.interfaces.cli.demo.building import OPENED_BEFORE
from openkap.interfaces.cli.demo.clinic import found_clinic, zone_between
from openkap.interfaces.cli.demo.live import LONGEST_AGO, SOON


@pytest.mark.parametrize("hour", [0, 3, 5, 12, 23])
def test_the_clinic_is_founded_at_any_hour(db: None, mail: list[Any], hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    clinic = found_clinic(now - OPENED_BEFORE, now)
    assert clinic["sam"].roles == frozenset({"nurse"})


@pytest.mark.parametrize("minute", range(0, 1440, 10))
def test_no_midnight_parts_the_sessions_of_this_hour(minute: int) -> None:
    """An order is of one day: a session moved over midnight would be refused, as it was in the clinic's first hours."""
    now = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=minute)
    zone = ZoneInfo(zone_between(now - LONGEST_AGO, now + SOON))
    assert (now - LONGEST_AGO).astimezone(zone).date() == (now + SOON).astimezone(zone).date()
