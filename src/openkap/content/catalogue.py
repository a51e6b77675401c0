"""What content there is. The folder is the register: a file that is dropped in is found, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, lru_cache
from importlib import import_module
from os import scandir
from pathlib import Path
from typing import Any

from openkap.clinical.sources import Pin, Withdrawal
from openkap.content import loader
from openkap.content.loader import ContentError

WITHDRAWALS = "withdrawals"
NAME = re.compile(r"^(?P<id>[a-z0-9][a-z0-9-]*)\.v(?P<major>\d+)\.yaml$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of content: what it is, exactly which, and what the clinical core makes of it."""

    pin: Pin
    document: dict[str, Any]
    value: Any


def homes() -> tuple[Path, ...]:
    """Where content lies: the house's own, and each content pack that is installed.

    A pack is a folder under ``packs`` with folders of kinds in it, a licence of its own and a lock of its own. A site
    leaves one out by removing its folder.
    """
    packs = loader.HOME / "packs"
    return (loader.HOME, *(packs / name for name in _listed(packs) if (packs / name).is_dir()))


def kinds() -> tuple[str, ...]:
    """The kinds of content that have files."""
    folders = [home / name for home in homes() for name in _listed(home)]
    return tuple(sorted({f.name for f in folders if any(fnmatch(name, "*.v*.yaml") for name in _listed(f))}))


def _listed(folder: Path) -> tuple[str, ...]:
    """The names in a folder, in order; none where there is no folder."""
    try:
        with scandir(folder) as found:
            return tuple(sorted(one.name for one in found))
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _files(kind: str) -> Mapping[str, tuple[Path, ...]]:
    """The files of a kind by id, oldest version first. The folders are looked at anew each time."""
    folders = (home / kind for home in homes())
    return _arranged(tuple((folder, _listed(folder)) for folder in folders))


@lru_cache(maxsize=256)
def _arranged(listed: tuple[tuple[Path, tuple[str, ...]], ...]) -> Mapping[str, tuple[Path, ...]]:
    found: dict[str, list[tuple[int, Path]]] = {}
    for folder, name in ((folder, name) for folder, names in listed for name in names if name.endswith(".yaml")):
        match = NAME.match(name)
        if not match:
            raise ContentError(name, "", "the file has no version in its name.", "Call it ID.v1.yaml.")
        found.setdefault(match["id"], []).append((int(match["major"]), folder / name))
    return {id_: tuple(path for _, path in sorted(paths)) for id_, paths in found.items()}


def ids(kind: str) -> tuple[str, ...]:
    """Ids of a kind of which some version is in force, in order."""
    return tuple(sorted(id_ for id_, paths in _files(kind).items() if _newest(kind, paths) is not None))


def withdrawals() -> tuple[Withdrawal, ...]:
    """Every released version that was withdrawn, in order."""
    return _withdrawn(loader.HOME)


@cache
def _withdrawn(home: Path) -> tuple[Withdrawal, ...]:
    return tuple(_read(path, WITHDRAWALS).value for path in sorted((home / WITHDRAWALS).glob("*.yaml")))


def _newest(kind: str, paths: tuple[Path, ...]) -> Entry | None:
    """The newest version that decides: one that nobody withdrew."""
    gone = {w.of for w in withdrawals() if w.kind == kind}
    if not gone:
        return _read(paths[-1], kind)
    found = (_read(path, kind) for path in reversed(paths))
    return next((entry for entry in found if (kind, entry.pin.id, entry.pin.version) not in gone), None)


@cache
def _read(path: Path, kind: str) -> Entry:
    document = loader.read(path, kind)
    if not path.name.startswith(f"{document['id']}.v{str(document['version']).split('.')[0]}."):
        raise ContentError(path.name, "id", "the file's name and its id or version differ.", "Make them agree.")
    pin = Pin(kind, document["id"], document["version"], loader.digest(document))
    return Entry(pin, document, import_module(f"openkap.content.readers.{kind}").read(document, pin))


def entry(kind: str, id_: str, version: str | None = None) -> Entry:
    """One thing: its version in force, or the pinned one, withdrawn or not. An unknown id lists what there is."""
    paths = _files(kind).get(id_)
    if not paths:
        raise ContentError(kind, id_, f"there is no {id_!r}.", f"There are: {', '.join(ids(kind))}.")
    if version is None:
        newest = _newest(kind, paths)
        if newest is None:
            why = next(w.because for w in reversed(withdrawals()) if (w.kind, w.id) == (kind, id_))
            raise ContentError(kind, id_, f"every version was withdrawn: {why}", "Choose something else.")
        return newest
    for path in paths:
        found = _read(path, kind)
        if found.pin.version == version:
            return found
    raise ContentError(kind, id_, f"there is no version {version}.", "Restore its file: a release stays.")


def entries(kind: str) -> tuple[Entry, ...]:
    """The version in force of everything of a kind."""
    newest = (_newest(kind, paths) for _, paths in sorted(_files(kind).items()))
    return tuple(entry for entry in newest if entry is not None)


def every_version(kind: str, home: Path | None = None) -> tuple[Entry, ...]:
    """Everything of a kind, in all versions that have a file; of one home only where one is named."""
    paths = [path for paths in _files(kind).values() for path in paths]
    return tuple(_read(path, kind) for path in paths if home in {None, path.parent.parent})
