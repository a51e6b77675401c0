"""Pages of staff, at the standing instant, with a keyset of the test's own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Iterator[None]:
    from openkap.gateways import clock

    with clock.frozen(now):
        yield


@pytest.fixture(autouse=True)
def _keyset(keyset: Path) -> None:
    """Every page here may show sealed fields."""


@pytest.fixture
def browse(client: Any) -> Callable[[Any], Any]:
    """A browser in which this member of the staff is signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    def opened(actor: Any) -> Any:
        browser = Client()
        browser.force_login(get_user_model()._default_manager.get(id=actor.id))
        return browser

    return opened
