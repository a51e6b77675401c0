"""What content there is. The folder is the register: a file that is dropped in is found, read and checked."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from openkap.clinical.sources import Pin
from openkap.content import loader
from openkap.content.loader import ContentError

NAME = re.compile(r"^(?P<id>[a-z0-9][a-z0-9-]*)\.v(?P<major>\d+)\.yaml$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of content: what it is, exactly which, and what the clinical core makes of it."""

    pin: Pin
    document: dict[str, Any]
    value: Any


def kinds() -> tuple[str, ...]:
    """The kinds of content that have files."""
    return tuple(sorted(p.name for p in loader.HOME.iterdir() if p.is_dir() and any(p.glob("*.v*.yaml"))))


def _files(kind: str) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted((loader.HOME / kind).glob("*.yaml")):
        match = NAME.match(path.name)
        if not match:
            raise ContentError(path.name, "", "the file has no version in its name.", "Call it ID.v1.yaml.")
        found.setdefault(match["id"], []).append(path)
    return {id_: sorted(paths, key=lambda p: int(p.name.split(".v")[1].split(".")[0])) for id_, paths in found.items()}


def ids(kind: str) -> tuple[str, ...]:
    """Ids of a kind, in order."""
    return tuple(sorted(_files(kind)))


@cache
def _read(path: Path, kind: str) -> Entry:
    document = loader.read(path, kind)
    if not path.name.startswith(f"{document['id']}.v{str(document['version']).split('.')[0]}."):
        raise ContentError(path.name, "id", "the file's name and its id or version differ.", "Make them agree.")
    pin = Pin(kind, document["id"], document["version"], loader.digest(document))
    return Entry(pin, document, import_module(f"openkap.content.readers.{kind}").read(document, pin))


def entry(kind: str, id_: str, version: str | None = None) -> Entry:
    """One thing: its newest version, or the pinned one. An unknown id lists what there is."""
    paths = _files(kind).get(id_)
    if not paths:
        raise ContentError(kind, id_, f"there is no {id_!r}.", f"There are: {', '.join(ids(kind))}.")
    if version is None:
        return _read(paths[-1], kind)
    for path in paths:
        found = _read(path, kind)
        if found.pin.version == version:
            return found
    raise ContentError(kind, id_, f"there is no version {version}.", "Restore its file: a release stays.")


def entries(kind: str) -> tuple[Entry, ...]:
    """The newest version of everything of a kind."""
    return tuple(_read(paths[-1], kind) for _, paths in sorted(_files(kind).items()))


def every_version(kind: str) -> tuple[Entry, ...]:
    """Everything of a kind, in all versions that have a file."""
    return tuple(_read(path, kind) for paths in _files(kind).values() for path in paths)
