"""The demonstration's clinic stands at whatever hour somebody starts it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from openkap.interfaces.cli.demo.building import OPENED_BEFORE
from openkap.interfaces.cli.demo.clinic import found_clinic


@pytest.mark.parametrize("hour", [0, 3, 5, 12, 23])
def test_the_clinic_is_founded_at_any_hour(db: None, mail: list[Any], hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    clinic = found_clinic(now - OPENED_BEFORE, now)
    assert clinic["sam"].roles == frozenset({"nurse"})
