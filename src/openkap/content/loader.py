"""Strict reading of content: YAML 1.2 without surprises, then a closed JSON Schema. Every error names the remedy."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator

from openkap.content import strictyaml

HOME = Path(__file__).parent
PROSE = frozenset({"examples", "note", "shelf"})  # keys that may change without changing what a file means


class ContentError(Exception):
    """A content file that cannot be used. The message names the file, the place in it, and what to do."""

    def __init__(self, file: str, place: str, problem: str, remedy: str) -> None:
        self.file, self.place, self.problem, self.remedy = file, place, problem, remedy
        super().__init__(f"{file}, at {place or 'the top'}: {problem} {remedy}")


def parse(text: str, file: str) -> Any:
    """Parse YAML 1.2 text: strings, whole and decimal numbers, true/false, null, lists and mappings; nothing else."""
    try:
        return strictyaml.parse(text)
    except strictyaml.StrictYamlError as error:
        place = f"line {error.line}" if error.line else ""
        raise ContentError(file, place, error.problem, error.remedy) from None


@cache
def _validator(schema: str) -> Draft202012Validator:
    document = json.loads((HOME / "schemas" / f"{schema}.json").read_text())
    common = json.loads((HOME / "schemas" / "common.json").read_text())
    document.setdefault("$defs", {}).update(common["$defs"])
    return Draft202012Validator(document)


def check(document: Any, schema: str, file: str) -> None:
    """Hold a document against its closed schema; the first fault is reported with its place."""
    validator = _validator(schema)
    if not validator.is_valid(document):
        worst = min(validator.iter_errors(document), key=lambda e: (-len(e.instance_path), str(e.instance_path)))
        place = "/".join(str(p) for p in worst.instance_path)
        raise ContentError(file, place, f"{worst.message}.", f"The shape is in schemas/{schema}.json.")


def read(path: Path, schema: str) -> dict[str, Any]:
    """Read one content file strictly."""
    document = parse(path.read_bytes().decode(), path.name)
    check(document, schema, path.name)
    if not isinstance(document, dict):
        raise ContentError(path.name, "", "this is not a mapping.", "A content file is one mapping of keys to values.")
    return document


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of what a file *means*: key order, comments, examples and notes do not count."""
    meaning = {k: v for k, v in document.items() if k not in PROSE}
    return sha256(json.dumps(meaning, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
