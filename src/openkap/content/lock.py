"""``content.lock``: the digest of the meaning of every released file. A released meaning never changes.

Each home of content has a lock of its own, so that a content pack can be left out whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openkap.clinical.sources import Pin
from openkap.content import catalogue, loader

Locked = dict[str, str]  # "kind/id@version" to digest


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the files stand to the lock: new versions, changed meanings, and versions whose file is gone."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def problems(self) -> Iterator[str]:
        """What must be mended, in sentences."""
        for key in self.changed:
            yield f"{key}: its meaning changed after release. Give it a new version, or restore the file."
        for key in self.gone:
            yield f"{key}: it is locked and its file is gone. Restore it: a release stays readable."
        for key in self.new:
            yield f"{key}: it is not locked yet. Run 'openkap content lock' to release it."


def path(home: Path | None = None) -> Path:
    """Where the lock of a home is kept; of the house's own content without one."""
    return (home or loader.HOME) / "content.lock"


def key(pin: Pin) -> str:
    """How a pin is called in the lock."""
    return f"{pin.kind}/{pin.id}@{pin.version}"


def _read(home: Path) -> Locked:
    found: Locked = json.loads(path(home).read_text()) if path(home).exists() else {}
    return found


def read() -> Locked:
    """The lock as it stands, packs included; empty before the first release."""
    return {key: digest for home in catalogue.homes() for key, digest in _read(home).items()}


def present(home: Path | None = None) -> Locked:
    """Every version of every kind that has a file, of one home or of all, with the digest of its meaning."""
    entries = [entry for kind in catalogue.kinds() for entry in catalogue.every_version(kind, home)]
    return {key(entry.pin): entry.pin.digest for entry in entries}


def compare(locked: Locked, files: Locked) -> Comparison:
    """Hold the files against the lock."""
    return Comparison(
        new=tuple(sorted(files.keys() - locked.keys())),
        changed=tuple(sorted(k for k in files.keys() & locked.keys() if files[k] != locked[k])),
        gone=tuple(sorted(locked.keys() - files.keys())),
    )


def release() -> Comparison:
    """Add new versions to the lock; write nothing when a released meaning changed or a released file is gone."""
    found = compare(read(), present())
    if not found.changed and not found.gone and found.new:
        for home in catalogue.homes():
            path(home).write_text(json.dumps(_read(home) | present(home), indent=1, sort_keys=True) + "\n")
    return found
