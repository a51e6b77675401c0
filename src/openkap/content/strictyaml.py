"""YAML 1.2 as content uses it: text, whole and decimal numbers, true/false, null, lists and mappings; nothing else.

libyaml reads the characters, and the core schema of YAML 1.2 gives them their types here. Numbers that readers of YAML
understand differently (``007``, ``0x1F``, ``1_000``), tags, and keys that are not text or stand twice are refused.
"""

import re
from decimal import Decimal
from typing import Any

from yaml import CBaseLoader, YAMLError
from yaml.nodes import Node, ScalarNode, SequenceNode

PLAIN, TEXT, LIST, MAPPING = "plain", "text", "list", "mapping"
UNFINISHED = object()
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


class _Nodes(CBaseLoader):
    """Nodes that say whether a scalar was written plain, so that only plain ones get a type."""

    def resolve(self, kind: type[Node], _value: Any, implicit: Any) -> str:
        """The tag of a node without one."""
        if kind is ScalarNode:
            return PLAIN if implicit[0] else TEXT
        return LIST if kind is SequenceNode else MAPPING


def parse(text: str) -> Any:
    """The one document of a text. StrictYamlError says what is wrong, and where."""
    try:
        loader = _Nodes(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise StrictYamlError(line, f"this is not YAML ({problem}).", "Check indent and quotes.") from None
    return None if node is None else _value(node, {})


def _value(node: Node, built: dict[int, Any]) -> Any:
    if node.tag == TEXT:
        return node.value
    if node.tag == PLAIN:
        return _plain(node)
    if node.tag not in {LIST, MAPPING}:
        raise _fault(node, f"{node.tag.rpartition(':')[2]!r} is a tag.", "Leave it out; a quoted value is text.")
    if id(node) not in built:  # an alias names the part that stands under its anchor
        built[id(node)] = UNFINISHED
        built[id(node)] = _mapping(node, built) if node.tag == MAPPING else [_value(item, built) for item in node.value]
    if built[id(node)] is UNFINISHED:
        raise _fault(node, "an alias stands inside the very part that it repeats.", "Write it out.")
    return built[id(node)]


def _mapping(node: Node, built: dict[int, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, child in node.value:
        key = _value(name, built)
        if not isinstance(key, str):
            raise _fault(name, "a key is not text.", "Put it in quotes.")
        if key in found:
            raise _fault(name, "a key stands twice.", "Keep one of them.")
        found[key] = _value(child, built)
    return found


def _plain(node: Node) -> Any:
    written: str = node.value
    if written in WORDS:
        return WORDS[written]
    if written[0] not in MAY_BE_NUMBERS:
        return written
    if WHOLE.fullmatch(written):
        return int(written)
    if DECIMAL.fullmatch(written):
        return Decimal(written)
    if UNCLEAR.fullmatch(written):
        raise _fault(node, f"programs read {written} differently.", "Write a plain number, or quote it.")
    return written


def _fault(node: Node, problem: str, remedy: str) -> StrictYamlError:
    return StrictYamlError(node.start_mark.line + 1, problem, remedy)
