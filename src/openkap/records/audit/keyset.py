"""The keys of encrypted fields: one file, readable by its owner alone, kept away from the database and its backups.

Losing this file loses every encrypted text for good; so it has a backup of its own, in another place (docs/how-to).
"""

import json
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes, token_hex

KEY_ID_LENGTH = 8
KEY_BYTES = 32


class KeysetError(Exception):
    """The keyset cannot be used. The message says what happened and what to do; it never holds a key."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyset:
    """Keys by id. New values are sealed with ``primary``; the others open what was sealed before."""

    primary: str
    keys: dict[str, bytes]


def create(path: Path) -> bool:
    """Make a keyset with one new key, mode 0600; False when there is one already, which stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_id = token_hex(KEY_ID_LENGTH // 2)
    try:
        _write_new(path, Keyset(key_id, {key_id: token_bytes(KEY_BYTES)}))
    except FileExistsError:
        return False
    return True


def rotate(path: Path) -> str:
    """Add a new key and seal with it from now on; older keys go on opening. Returns the new key's id."""
    keys = load(path)
    key_id = token_hex(KEY_ID_LENGTH // 2)
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    _write_new(aside, Keyset(key_id, {**keys.keys, key_id: token_bytes(KEY_BYTES)}))
    aside.replace(path)
    return key_id


def load(path: Path) -> Keyset:
    """Read the keyset; refuses a missing, damaged or widely readable file."""
    try:
        found = path.stat()
    except OSError:
        raise KeysetError(
            f"There is no keyset at {path}. Encrypted texts can be neither read nor written. On a new installation "
            "make one with `openkap keyset create`; otherwise restore it from its own backup."
        ) from None
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysetError(f"Others on this machine may read the keyset at {path}. Run `chmod 600` on it.")
    return _read(path, found.st_mtime_ns, found.st_size)


def misplaced(path: Path, folders: Iterable[Path]) -> Path | None:
    """The first of ``folders`` that the keyset lies in, also through a link; None when it is apart."""
    place = path.resolve()
    return next((f for f in folders if place.is_relative_to(f.resolve())), None)


@lru_cache(maxsize=8)
def _read(path: Path, changed_ns: int, size: int) -> Keyset:  # noqa: ARG001 (a changed file is read again)
    try:
        document = json.loads(path.read_text())
        keys = {key_id: b64decode(text, validate=True) for key_id, text in document["keys"].items()}
        keyset = Keyset(document["primary"], keys)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise KeysetError(f"The keyset at {path} is damaged. Restore it from its own backup.") from None
    if keyset.primary not in keys or any(len(i) != KEY_ID_LENGTH or len(k) != KEY_BYTES for i, k in keys.items()):
        raise KeysetError(f"The keyset at {path} is incomplete. Restore it from its own backup.")
    return keyset


def _write_new(path: Path, keyset: Keyset) -> None:
    document = {"primary": keyset.primary, "keys": {i: b64encode(k).decode() for i, k in keyset.keys.items()}}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
