"""YAML 1.2 as content uses it: text, whole and decimal numbers, true/false, null, lists and mappings; nothing else.

libyaml reads the characters, and the core schema of YAML 1.2 gives them their types here. Numbers that readers of YAML
understand differently (``007``, ``0x1F``, ``1_000``), tags, and keys that are not text or stand twice are refused.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yaml import CBaseLoader, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

Following = Callable[[], Any]  # gives the next event of libyaml
UNFINISHED = object()
UNTAGGED = frozenset({None, "!"})
WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)")
UNCLEAR = re.compile(
    r"[-+]?(?:0[0-9_]+(?:[.e].*)?|0[xob][0-9a-f_]+|[0-9][0-9_]*_[0-9_]*|\.(?:inf|nan|[0-9]+e.*))",
    re.IGNORECASE,
)
MAY_BE_NUMBERS = frozenset("-+.0123456789")


class StrictYamlError(Exception):
    """What is wrong, in which line (from 1; None when it is not known), and the remedy."""

    def __init__(self, line: int | None, problem: str, remedy: str) -> None:
        self.line, self.problem, self.remedy = line, problem, remedy
        super().__init__(f"{problem} {remedy}")


def parse(text: str) -> Any:
    """The one document of a text. StrictYamlError says what is wrong, and where."""
    try:
        loader = CBaseLoader(text)
        try:
            return _document(loader.get_event)
        finally:
            loader.dispose()
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise StrictYamlError(line, f"this is not YAML ({problem}).", "Check indent and quotes.") from None


def _document(following: Following) -> Any:
    following()  # the stream begins
    if type(following()) is StreamEndEvent:
        return None
    value = _value(following(), following, {})
    following()  # the document ends
    more = following()
    if type(more) is not StreamEndEvent:
        raise _fault(more, "this is not YAML of one document: another follows.", "Keep one document a file.")
    return value


def _value(event: Any, following: Following, built: dict[str, Any]) -> Any:
    """The value that begins with this event; ``built`` holds what stands under each anchor so far."""
    kind = type(event)
    if kind is AliasEvent:
        return _repeated(event, built)
    if event.tag not in UNTAGGED:
        raise _fault(event, f"{event.tag.rpartition(':')[2]!r} is a tag.", "Leave it out; a quoted value is text.")
    anchor = event.anchor
    if anchor in built:
        raise _fault(event, f"the anchor {anchor!r} stands twice.", "Give each its own name.")
    if anchor is not None:
        built[anchor] = UNFINISHED
    if kind is ScalarEvent:
        value = _plain(event) if event.implicit[0] else event.value
    elif kind is MappingStartEvent:
        value = _mapping(following, built)
    else:
        value = []
        while type(item := following()) is not SequenceEndEvent:
            value.append(_value(item, following, built))
    if anchor is not None:
        built[anchor] = value
    return value


def _repeated(event: Any, built: dict[str, Any]) -> Any:
    value = built.get(event.anchor, built)
    if value is built:
        raise _fault(event, f"nothing stands under the anchor {event.anchor!r}.", "Write it out.")
    if value is UNFINISHED:
        raise _fault(event, "an alias stands inside the very part that it repeats.", "Write it out.")
    return value


def _mapping(following: Following, built: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while type(name := following()) is not MappingEndEvent:
        key = _value(name, following, built)
        if not isinstance(key, str):
            raise _fault(name, "a key is not text.", "Put it in quotes.")
        if key in found:
            raise _fault(name, "a key stands twice.", "Keep one of them.")
        found[key] = _value(following(), following, built)
    return found


def _plain(event: Any) -> Any:
    written: str = event.value
    if written in WORDS:
        return WORDS[written]
    if written[0] not in MAY_BE_NUMBERS:
        return written
    if WHOLE.fullmatch(written):
        return int(written)
    if DECIMAL.fullmatch(written):
        return Decimal(written)
    if UNCLEAR.fullmatch(written):
        raise _fault(event, f"programs read {written} differently.", "Write a plain number, or quote it.")
    return written


def _fault(event: Any, problem: str, remedy: str) -> StrictYamlError:
    return StrictYamlError(event.start_mark.line + 1, problem, remedy)
