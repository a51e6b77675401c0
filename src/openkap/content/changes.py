"""What changed between two versions of a thing, in words: one line a change, with the place it stands at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openkap.content import catalogue
from openkap.content.loader import PROSE, ContentError

SILENT = PROSE | {"version"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what it was and what it is; an empty text means that it was not there."""

    where: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change as a sentence."""
        if not self.before and not self.after:
            said = "nothing in it"
        elif not self.before:
            said = f"new: {self.after}"
        elif not self.after:
            said = f"taken out: {self.before}"
        else:
            said = f"was {self.before}, is {self.after}"
        return f"{self.where}: {said.rstrip('.')}."


def versions(kind: str, id_: str) -> tuple[str, ...]:
    """Every version that has a file, oldest first."""
    return tuple(e.pin.version for e in catalogue.every_version(kind) if e.pin.id == id_)


def changes(kind: str, id_: str, before: str | None = None) -> tuple[Change, ...]:
    """How the newest version differs from ``before``, by default the one just before it."""
    known = versions(kind, id_)
    if before is None and len(known) < 2:
        problem = f"there is only version {known[0]}." if known else f"there is no {id_!r}."
        raise ContentError(kind, id_, problem, "There is nothing to compare yet.")
    old = catalogue.entry(kind, id_, before or known[-2]).document
    return tuple(_between("", _meaning(old), _meaning(catalogue.entry(kind, id_).document)))


def says(kind: str, id_: str) -> tuple[Change, ...]:
    """All that the newest version says, as if nothing of it had been there before."""
    return tuple(_between("", {}, _meaning(catalogue.entry(kind, id_).document)))


def _meaning(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in SILENT}


def _between(where: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _between(_joined(where, str(key)), old.get(key), new.get(key))
    elif _keyed(old or new) and _keyed(new or old):
        was, now = _by_id(old or []), _by_id(new or [])
        for key in dict.fromkeys((*was, *now)):
            yield from _between(_joined(where, key), was.get(key), now.get(key))
    elif _of_things(old or new) and _of_things(new or old):
        yield from (Change(where, _said(item), "") for item in old or [] if item not in (new or []))
        yield from (Change(where, "", _said(item)) for item in new or [] if item not in (old or []))
    else:
        yield Change(where, _said(old), _said(new))


def _joined(where: str, key: str) -> str:
    return f"{where}, {key}" if where else key


def _keyed(items: Any) -> bool:
    """Whether these are things with an id of their own, so that their order says nothing."""
    return _of_things(items) and all("id" in i for i in items)


def _of_things(items: Any) -> bool:
    return isinstance(items, list) and bool(items) and all(isinstance(i, dict) for i in items)


def _by_id(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(i["id"]): {k: v for k, v in i.items() if k != "id"} for i in items}


def _said(value: Any) -> str:
    """A value as a person reads it; where it comes from stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_said(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items() if key != "basis")
    return " ".join(str(value).split())
