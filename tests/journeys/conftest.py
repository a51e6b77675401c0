"""Journeys: a real server in its own process, a database of its own, and Debian's Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from tests.demonstration import connected
from tests.journeys.browser import FLAGS
from tests.journeys.server import Server, fresh_copy

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver has a loop in this thread
CHROMIUM = os.environ.get("OPENKAP_CHROMIUM", "/usr/bin/chromium-headless-shell")


@pytest.fixture(scope="session")
def _browsers() -> Iterator[tuple[Playwright, list[Browser]]]:
    with sync_playwright() as driver:
        opened: list[Browser] = []
        yield driver, opened
        for one in opened:
            if one.is_connected():
                one.close()


@pytest.fixture
def browser(_browsers: tuple[Playwright, list[Browser]]) -> Browser:
    """Chromium; a new one when the last was lost, so that one crash spoils one test."""
    driver, opened = _browsers
    if not opened or not opened[-1].is_connected():
        opened.append(driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS))
    return opened[-1]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A database as a new installation has it, made once."""
    from django.core.management import call_command
    from django.db import connections

    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    with django_db_blocker.unblock(), connected(path):
        call_command("migrate", run_syncdb=True, verbosity=0)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def db(empty_database: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A database file that this test and its server share; nothing is rolled back, the file is thrown away."""
    path = fresh_copy(empty_database, tmp_path)
    with django_db_blocker.unblock(), connected(path):
        yield path


@pytest.fixture
def environment() -> dict[str, str]:
    """What the server is told besides its database; a journey that needs more says so."""
    return {}


@pytest.fixture
def shared_keys(tmp_path: Path, settings: Any) -> dict[str, str]:
    """Keys of encrypted fields that this process and its server have alike."""
    from openkap.records.audit import keyset

    path = tmp_path / "keys" / "keyset.json"
    keyset.create(path)
    settings.KEYSET = str(path)
    return {"OPENKAP_KEYSET": str(path)}


@pytest.fixture
def server(db: Path, tmp_path: Path, environment: dict[str, str]) -> Iterator[Server]:
    home = tmp_path / "home"
    home.mkdir()
    started = Server(f"sqlite:///{db}", home, environment=environment).start()
    yield started
    started.stop()
