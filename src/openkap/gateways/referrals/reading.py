"""Bytes to JSON, strictly: size, depth, encoding, repeated names and numbers that are none are refused at once."""

import json
import re
from decimal import Decimal
from typing import Any

MAX_BYTES = 20_000_000
MAX_DEPTH = 100

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(rb"[\[\]{}]")
_UNSAFE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)|\x00", re.ASCII)

Json = dict[str, Any]


class ReferralRefusedError(Exception):
    """A file that was not taken in. ``code`` is for programs; the message says what happened and what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def _refuse(code: str, message: str) -> ReferralRefusedError:
    return ReferralRefusedError(code, f"{message} Nothing was kept.")


def parse(data: bytes) -> Any:
    """JSON text as Python values, with every decimal as it was written; refused with a reason when it is not safe."""
    if len(data) > MAX_BYTES:
        raise _refuse("too-large", "The file is over 20 MB. Ask the sender for a smaller extract.")
    _check_depth(data)
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        raise _refuse(
            "not-json", "The file is not text in UTF-8, so it is not JSON. Ask for the FHIR bundle."
        ) from None
    except (ValueError, RecursionError, ArithmeticError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _refuse("not-json", f"The file is not JSON{where}. Ask the sender for the FHIR bundle as JSON.") from None
    if _UNSAFE.search(data):
        _check_text(document)
    return document


def _check_depth(data: bytes) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", data)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > MAX_DEPTH:
            message = "The file nests more than 100 levels deep, which no real referral does. Ask for a new export."
            raise _refuse("too-deep", message)


def _no_constant(name: str) -> None:
    raise _refuse("not-a-number", f"The file has {name} where a number belongs. Ask the sender for a corrected export.")


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"The name {twice[:40]!r} stands twice in one object, so it is unclear which counts."
        raise _refuse("repeated-name", f"{message} Ask the sender for a corrected export.")
    return found


def _check_text(value: Any) -> None:
    """Half a character, or the null character, cannot be stored or shown."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise _refuse("bad-text", "A text in the file has a character that cannot be stored. Ask for a new export.")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
