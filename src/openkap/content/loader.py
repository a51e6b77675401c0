"""Strict reading of content: YAML 1.2 without surprises, then a closed JSON Schema. Every error names the remedy."""

import json
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

HOME = Path(__file__).parent
PROSE = frozenset({"examples", "note", "shelf"})  # keys that may change without changing what a file means


class ContentError(Exception):
    """A content file that cannot be used. The message names the file, the place in it, and what to do."""

    def __init__(self, file: str, place: str, problem: str, remedy: str) -> None:
        self.file, self.place, self.problem, self.remedy = file, place, problem, remedy
        super().__init__(f"{file}, at {place or 'the top'}: {problem} {remedy}")


class _Constructor(SafeConstructor):
    """Numbers keep their digits (Decimal), and a date stays the text that was written."""


def _number(loader: SafeConstructor, node: ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _text(loader: SafeConstructor, node: ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Constructor.add_constructor("tag:yaml.org,2002:float", _number)
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _text)


def parse(text: str, file: str) -> Any:
    """Parse YAML 1.2 text: strings, whole and decimal numbers, true/false, null, lists and mappings; nothing else."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        return yaml.load(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        raise ContentError(file, f"line {mark.line + 1}", "a key stands twice.", "Keep one of them.") from None
    except (YAMLError, ValueError, ArithmeticError) as error:
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise ContentError(file, place, f"this is not YAML ({problem}).", "Check indent and quotes.") from None


@cache
def _validator(schema: str) -> Draft202012Validator:
    document = json.loads((HOME / "schemas" / f"{schema}.json").read_text())
    common = json.loads((HOME / "schemas" / "common.json").read_text())
    document.setdefault("$defs", {}).update(common["$defs"])
    return Draft202012Validator(document)


def check(document: Any, schema: str, file: str) -> None:
    """Hold a document against its closed schema; the first fault is reported with its place."""
    errors = sorted(_validator(schema).iter_errors(document), key=lambda e: (-len(e.path), str(e.path)))
    if errors:
        worst = errors[0]
        place = "/".join(str(p) for p in worst.absolute_path)
        raise ContentError(file, place, f"{worst.message}.", f"The shape is in schemas/{schema}.json.")


def read(path: Path, schema: str) -> dict[str, Any]:
    """Read one content file strictly."""
    document = parse(path.read_text(encoding="utf-8"), path.name)
    check(document, schema, path.name)
    if not isinstance(document, dict):
        raise ContentError(path.name, "", "this is not a mapping.", "A content file is one mapping of keys to values.")
    return document


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of what a file *means*: key order, comments, examples and notes do not count."""
    meaning = {k: v for k, v in document.items() if k not in PROSE}
    return sha256(json.dumps(meaning, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
