"""Learning that another process has written: SQLite's ``data_version``, or PostgreSQL's LISTEN and NOTIFY.

A wake-up says only *look again*. Whoever waits reads what is new from the tables, so a lost one costs a second at most.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from django.db import connection, connections

CHANNEL = "openkap_events"
LOOK_EVERY = 0.05  # seconds; one PRAGMA takes microseconds
AT_LEAST_EVERY = 1.0  # seconds


class Waiter(Protocol):
    """Something that can wait for the next write."""

    async def wait(self, seconds: float) -> None:
        """Return at the next write, or after ``seconds``."""


def announce() -> None:
    """Say that something was written; heard after the commit. SQLite needs no word: its file tells."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")


@asynccontextmanager
async def listening() -> AsyncIterator[Waiter]:
    """A waiter on the default database for as long as the block lasts."""
    settings = connections["default"].settings_dict
    if connections["default"].vendor == "postgresql":
        async with _postgresql(settings) as waiter:
            yield waiter
        return
    name = str(settings["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        yield _Clockwork()
        return
    tail = sqlite3.connect(f"file:{name}?mode=ro", uri=True, check_same_thread=False)
    try:
        yield _Tail(tail)
    finally:
        tail.close()


class _Clockwork:
    """For a database in memory, which no other process can write to."""

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.2))


class _Tail:
    """Follows the version that SQLite counts up at every commit of another connection."""

    def __init__(self, tail: sqlite3.Connection) -> None:
        self._tail = tail
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._tail.execute("PRAGMA data_version").fetchone()[0])

    async def wait(self, seconds: float) -> None:
        for _ in range(max(1, int(seconds / LOOK_EVERY))):
            version = self._version()
            if version != self._seen:
                self._seen = version
                return
            await asyncio.sleep(LOOK_EVERY)


class _Notified:
    """Hears NOTIFY on a connection of its own."""

    def __init__(self, heard: Any) -> None:
        self._heard = heard

    async def wait(self, seconds: float) -> None:
        async for _ in self._heard.notifies(timeout=seconds, stop_after=1):
            return


@asynccontextmanager
async def _postgresql(settings: dict[str, Any]) -> AsyncIterator[Waiter]:
    import psycopg

    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: str(settings[key]) for name, key in parts.items() if settings.get(key)}
    heard = await psycopg.AsyncConnection.connect(autocommit=True, **given)  # type: ignore[arg-type] # its names are typed one by one
    try:
        await heard.execute(f"LISTEN {CHANNEL}")
        yield _Notified(heard)
    finally:
        await heard.close()
