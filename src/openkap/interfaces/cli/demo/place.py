"""Where the demonstration lives: a folder with its database, and a copy of that as it was built for one day."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parents[3]


class BusyError(Exception):
    """Another demonstration runs in this folder."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the demonstration."""

    home: Path

    @property
    def database(self) -> Path:
        """The database that is served; it is laid anew from ``built`` at each start."""
        return self.home / "clinic.sqlite3"

    @property
    def built(self) -> Path:
        """The clinic up to this morning, as it was built."""
        return self.home / "built.sqlite3"

    def is_built_for(self, day: date, zone: str) -> bool:
        """Whether what was built is of this day there, and of exactly this program."""
        try:
            return self.built.is_file() and json.loads(self._stamp.read_text()) == _stamp(day, zone)
        except (OSError, ValueError):
            return False

    def clear(self) -> None:
        """Throw away what was built before. Nothing but the demonstration is ever kept here."""
        self._stamp.unlink(missing_ok=True)
        for path in (self.database, self.built):
            for suffix in ("", "-wal", "-shm", "-journal"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)

    def keep_built(self, day: date, zone: str) -> None:
        """Keep the closed database as the one that was built for this day."""
        shutil.copyfile(self.database, self.built)
        self._stamp.write_text(json.dumps(_stamp(day, zone)))

    def lay_out(self) -> None:
        """Put the database back to what was built."""
        for suffix in ("-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.built, self.database)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for this process alone. Raises BusyError."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "in-use").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError from None
            yield

    @property
    def _stamp(self) -> Path:
        return self.home / "built.json"


def take_place() -> Place:
    """Choose the folder, and point every setting at it. Call it before Django starts."""
    home = Path(os.environ.get("OPENKAP_HOME", str(Path.cwd() / "var"))) / "demonstration"
    place = Place(home)
    os.environ["OPENKAP_HOME"] = str(home)
    os.environ["OPENKAP_DATABASE_URL"] = f"sqlite:///{place.database}"
    os.environ["OPENKAP_MAIL_URL"] = "memory:"
    os.environ["OPENKAP_DEMONSTRATION"] = "yes"
    return place


def _stamp(day: date, zone: str) -> dict[str, str]:
    return {"day": day.isoformat(), "zone": zone, "program": _program()}


def _program() -> str:
    """A digest over the names, sizes and dates of the program's files: another version is another demonstration."""
    files = sorted(p for p in PACKAGE.rglob("*") if p.suffix in {".py", ".yaml", ".json"})
    seen = "".join(f"{p.relative_to(PACKAGE)}{p.stat().st_size}{p.stat().st_mtime_ns}" for p in files)
    return sha256(seen.encode()).hexdigest()
