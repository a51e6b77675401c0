"""Whole copies of a database, taken while it is in use: SQLite's online backup, or PostgreSQL's own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any


class CopyError(Exception):
    """A copy could not be made or brought back. The message says why and what to do."""


def save(database: dict[str, Any], target: Path) -> None:
    """Write a whole and sound copy of a database to ``target``, which must not exist."""
    if target.exists():
        raise CopyError(f"{target} is there already. Name another file: a backup never overwrites one.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_name(f"{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        if _is_sqlite(database):
            _copy_sqlite(Path(str(database["NAME"])), aside)
        else:
            _run(["pg_dump", "--format=custom", "--no-owner", f"--file={aside}", *_where(database)], database)
        aside.chmod(0o600)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def restore(database: dict[str, Any], source: Path) -> None:
    """Bring a copy back into a database that is empty, or a file that does not exist."""
    if not source.is_file():
        raise CopyError(f"There is no backup {source}. Name the file that `openkap backup` wrote.")
    if not _is_sqlite(database):
        _run(["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", *_where(database), str(source)],
             database)  # fmt: skip
        return
    target = Path(str(database["NAME"]))
    if target.exists():
        raise CopyError(f"{target} is in use. Move it away first: a backup never overwrites a database.")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        _copy_sqlite(source, aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _is_sqlite(database: dict[str, Any]) -> bool:
    return "sqlite" in str(database["ENGINE"])


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.is_file():
        raise CopyError(f"There is no database at {source}. Check OPENKAP_DATABASE_URL.")
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.close(handle)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            if new.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CopyError(f"The copy of {source} is not sound. Check the disk, and keep the older backups.")
    except sqlite3.DatabaseError as problem:
        raise CopyError(f"{source} is not a sound database ({problem}). Take another backup.") from None


def _where(database: dict[str, Any]) -> list[str]:
    parts = {"--host": database.get("HOST"), "--port": database.get("PORT"), "--username": database.get("USER")}
    return [f"{name}={value}" for name, value in parts.items() if value] + [f"--dbname={database['NAME']}"]


def _run(command: list[str], database: dict[str, Any]) -> None:
    """Run one of PostgreSQL's programs; the password goes through the environment, never the command line."""
    if shutil.which(command[0]) is None:
        raise CopyError(f"{command[0]} is not installed. Run: sudo apt install postgresql-client")
    environment = os.environ | ({"PGPASSWORD": str(database["PASSWORD"])} if database.get("PASSWORD") else {})
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    if ran.returncode != 0:
        if command[0] == "pg_restore" and "already exists" in ran.stderr:
            raise CopyError(f"{database['NAME']} is in use. Name an empty database: a backup never overwrites one.")
        said = (ran.stderr.strip().splitlines() or ["no reason given"])[0]
        raise CopyError(f"{command[0]} failed: {said}")
