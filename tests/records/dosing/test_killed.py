"""Hazard H-lost: a process that is killed at any moment loses no event that it acknowledged, on either database."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

TRIALS = int(os.environ.get("OPENKAP_KILL_TRIALS", "4"))
ROOT = Path(__file__).resolve().parents[3]
CHILD = [sys.executable, str(Path(__file__).with_name("crashing.py"))]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own: a file, or a new one beside the one that is tested on."""
    from django.conf import settings

    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield _environment(f"sqlite:///{tmp_path / 'clinic.sqlite3'}", tmp_path)
        return
    import psycopg

    url, name = os.environ["OPENKAP_DATABASE_URL"], f"killed_{uuid4().hex[:8]}"
    base, _, query = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield _environment(f"{base.rsplit('/', 1)[0]}/{name}{'?' + query if query else ''}", tmp_path)
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _environment(url: str, home: Path) -> dict[str, str]:
    place = {"OPENKAP_DATABASE_URL": url, "OPENKAP_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    found = {**os.environ, **place, "DJANGO_SETTINGS_MODULE": "openkap.config.settings"}
    migrate = [sys.executable, "-m", "openkap", "manage", "migrate", "--run-syncdb", "-v", "0"]
    subprocess.run(migrate, env=found, check=True, capture_output=True)
    return found


# guards HZ-28
@pytest.mark.long
def test_no_acknowledged_event_is_missing_after_kill_9(environment: dict[str, str]) -> None:
    chance = random.Random(20261006)
    prepared = subprocess.run([*CHILD, "prepare"], env=environment, check=True, capture_output=True, text=True)
    session_id, person_id = prepared.stdout.split()
    acknowledged: set[str] = set()
    for trial in range(TRIALS):
        with subprocess.Popen(
            [*CHILD, "append", session_id, person_id], env=environment, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            first = child.stdout.readline() if trial % 4 else ""  # each fourth may die before its first event
            time.sleep(chance.uniform(0.05, 0.6))
            child.kill()
            said = first + child.stdout.read()
        acknowledged |= set(said.split("\n")[:-1])  # a line that was cut short was never acknowledged
        kept = subprocess.run([*CHILD, "read", session_id], env=environment, check=True, capture_output=True, text=True)
        sound, *ids = kept.stdout.split()
        assert sound == "True"
        assert acknowledged <= set(ids)
    assert len(acknowledged) > TRIALS
