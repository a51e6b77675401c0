"""A backup comes back to the same rows, on the database under test: SQLite's online copy, or PostgreSQL's own tools."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parents[3]
SITE = ["--site", "Harbour", "--zone", "Europe/Madrid", "--jurisdiction", "eu", "--name", "Ines", "--email", "i@x.org"]
Rows = dict[str, list[tuple[object, ...]]]


def _sqlite_rows(file: Path) -> Rows:
    with sqlite3.connect(file) as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {n: db.execute(f'SELECT * FROM "{n}" ORDER BY 1').fetchall() for n in names}


def _postgres_rows(url: str) -> Rows:
    """Every row, every sequence and every trigger."""
    import psycopg

    with psycopg.connect(url) as db:
        tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        found = {n: sorted(db.execute(f'SELECT t::text FROM "{n}" t').fetchall()) for (n,) in tables}
        found["sequences"] = db.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1").fetchall()
        guards = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        found["triggers"] = db.execute(guards).fetchall()
        return found


class Place:
    """One empty database, with a home of its own, and the command line that runs there."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(home), "LANG": "C.UTF-8",
            "OPENKAP_HOME": str(home / "var"), "OPENKAP_DATABASE_URL": url,
        }  # fmt: skip

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        home = self.home
        home.mkdir(exist_ok=True)
        return subprocess.run([sys.executable, "-m", "openkap", *words], cwd=home, env=self.environment, text=True,
                              capture_output=True, check=False, timeout=120)  # fmt: skip

    def json(self, *words: str) -> dict[str, object]:
        ran = self.run(*words, "--json")
        assert ran.returncode == 0, ran.stderr
        found: dict[str, object] = json.loads(ran.stdout)
        return found

    def rows(self) -> Rows:
        if self.url.startswith("sqlite"):
            return _sqlite_rows(Path(self.url.removeprefix("sqlite:///")))
        return _postgres_rows(self.url)


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Where a clinic is, and where it is brought back to."""
    from django.conf import settings

    homes = (tmp_path / "here", tmp_path / "there")
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield Place(f"sqlite:///{homes[0]}/var/c.sqlite3", homes[0]), Place(f"sqlite:///{homes[1]}/c.sqlite3", homes[1])
        return
    import psycopg

    url = os.environ["OPENKAP_DATABASE_URL"]
    base, _, query = url.partition("?")
    names = [f"backup_{uuid4().hex[:8]}" for _ in homes]
    with psycopg.connect(url, autocommit=True) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            urls = [f"{base.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}" for name in names]
            yield Place(urls[0], homes[0]), Place(urls[1], homes[1])
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# guards HZ-44, HZ-41
def test_a_backup_restores_to_the_same_rows_and_holds_no_keys(places: tuple[Place, Place]) -> None:
    here, there = places
    here.json("install", *SITE)
    made = here.json("backup")
    file = Path(str(made["file"]))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = [p.read_bytes() for p in (here.home / "var-keys").iterdir()]
    assert keys
    assert not [k for k in keys if k in file.read_bytes()]

    assert there.json("restore", str(file), "--head", str(made["head"]))["holds"]
    kept = here.rows()
    assert len(kept["accounts_site"]) == 1
    assert there.rows() == kept
    assert there.json("audit", "verify", "--known", str(made["head"]))["missing_guards"] == []
    again = there.run("restore", str(file))
    assert again.returncode == 1
    assert "never overwrites" in again.stderr
    assert there.rows() == kept
