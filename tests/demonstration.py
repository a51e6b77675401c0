"""The demonstration, built once by its own command for everything that is tested over it."""

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOT = "snapshot.sqlite3"
STAFF = ("ingrid", "sam", "noor", "dov", "ines")
ELSEWHERE = ("/static", "/sign-in", "/sign-out", "/components")
ALIKE = {"ingrid": 14}  # of pages that one pattern answers, so many are opened: of everybody's for the prescriber,
FEW = 4  # and so many for the others, who open the same pages


def run_demo(home: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """``openkap demo`` in a folder of its own."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("OPENKAP_")}
    surroundings |= {"OPENKAP_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **more}
    command = [sys.executable, "-m", "openkap", "demo", *options]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=400, check=False)


def built_home(temporary: pytest.TempPathFactory) -> Path:
    """The folder of a built demonstration: one for all workers of this run."""
    base = temporary.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "one-demonstration"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "var/demonstration/built.json").exists():
            answer = run_demo(shared / "var", "--json")
            assert answer.returncode == 0, answer.stderr[-3000:]
            _snapshot(shared / "var/demonstration/clinic.sqlite3", shared / SNAPSHOT)
    return shared / "var"


def _snapshot(database: Path, copy: Path) -> None:
    """A whole copy, what still stands in the journal included: a test that starts again lays the original anew."""
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()


@contextmanager
def connected(database: Path) -> Iterator[None]:
    """This process reads and writes another database meanwhile, whichever it was tested on before.

    The connection is put aside, not closed: a database in memory ends with its last connection.
    """
    from django.db import connections
    from django.db.utils import load_backend

    from openkap.config.settings import database as settings_of

    aside = connections["default"]
    meanwhile = connections.configure_settings({"default": settings_of(f"sqlite:///{database}")})
    connections["default"] = load_backend(meanwhile["default"]["ENGINE"]).DatabaseWrapper(meanwhile["default"])
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = aside


def copy_of(home: Path, folder: Path) -> Path:
    """A copy of the built database that a test may write to."""
    return Path(shutil.copyfile(home.parent / SNAPSHOT, folder / "clinic.sqlite3"))


@dataclass(frozen=True, slots=True)
class Visited:
    """A page that was opened: by whom, its address, the status, how many queries it made."""

    who: str
    address: str
    status: int
    queries: int
    closed: tuple[str, ...]  # forms on it that lead to a page which its viewer may not open

    @property
    def shape(self) -> str:
        """The address without what differs between people, or between files of content."""
        return shape_of(self.address)


def shape_of(address: str) -> str:
    """The pattern that answers an address; the address itself where none does."""
    from django.urls import Resolver404, resolve

    path = address.split("?")[0]
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return path


def visit_all(client: Any, who: str) -> list[Visited]:
    """Follow every link from the first page on."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    found, waiting, seen, alike = [], deque(["/"]), set(), Counter[str]()
    while waiting:
        address = waiting.popleft()
        if address in seen or alike[shape_of(address)] >= ALIKE.get(who, FEW):
            continue
        seen.add(address)
        reset_queries()  # what is remembered has an end, and counting would stop there
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        queries = [q for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
        page = Visited(who, address, answer.status_code, len(queries), _closed(answer))
        alike[page.shape] += 1
        found.append(page)
        waiting.extend(_links(answer))
    return found


def _closed(answer: Any) -> tuple[str, ...]:
    from django.urls import resolve

    actor = getattr(answer.wsgi_request, "actor", None)
    if actor is None or answer.streaming or "html" not in answer.get("Content-Type", ""):
        return ()
    actions = re.findall(r'<form [^>]*action="(/[^"?]*)', answer.content.decode())
    ours = [(action, getattr(resolve(action).func, "page_rule", None)) for action in actions]
    return tuple(action for action, rule in ours if rule and "anyone" not in rule.roles and not actor.has(*rule.roles))


def _links(answer: Any) -> list[str]:
    if answer.status_code in {301, 302}:
        return [answer["Location"]]
    if answer.status_code != 200 or answer.streaming or "html" not in answer.get("Content-Type", ""):
        return []
    links = re.findall(r'<a [^>]*href="(/[^"#]*)', answer.content.decode())
    return [link.replace("&amp;", "&") for link in links if not link.startswith(ELSEWHERE)]
