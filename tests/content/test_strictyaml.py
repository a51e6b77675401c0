"""Every content file is read as an independent reader of YAML 1.2 reads it; what misleads is refused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from openkap.content import loader, strictyaml

FILES = sorted(loader.HOME.rglob("*.yaml"))


class _Constructor(SafeConstructor):
    """Numbers keep their digits, and a date stays text."""


_Constructor.add_constructor("tag:yaml.org,2002:float", lambda c, node: Decimal(c.construct_scalar(node)))
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda c, node: c.construct_scalar(node))


def _peer(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    return yaml.load(text)


def _told(value: Any) -> Any:
    """A value with its types and digits in words, so that 1, True and 1.0 differ."""
    if isinstance(value, dict):
        return [(k, _told(v)) for k, v in value.items()]
    return [_told(v) for v in value] if isinstance(value, list) else f"{type(value).__name__} {value}"


# guards HZ-10
@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(loader.HOME)))
def test_every_file_is_read_as_an_independent_reader_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _told(strictyaml.parse(text)) == _told(_peer(text))


# guards HZ-10
@given(st.text(alphabet="0123456789.-+eE:ynotrueNALl~ ", min_size=1, max_size=7))
def test_a_plain_value_is_read_alike_or_refused(written: str) -> None:
    text = f"a: {written}\n"
    try:
        ours = strictyaml.parse(text)
    except strictyaml.StrictYamlError:
        return
    assert _told(ours) == _told(_peer(text))


@pytest.mark.parametrize(
    ("written", "value"),
    [("", None), ("~", None), ("null", None), ("'null'", "null"), ("true", True), ("'1'", "1"), ("yes", "yes"),
     ("-3", -3), ("0", 0), (".5", Decimal("0.5")), ("1e3", Decimal(1000)), ("1.2.3", "1.2.3"), ("-", [None]),
     ("[a, 2]", ["a", 2]), ("&x [1]", [1])],
)  # fmt: skip
def test_values_of_the_core_schema(written: str, value: Any) -> None:
    found = strictyaml.parse(f"a:\n  {written}\n")["a"]
    assert (found, type(found)) == (value, type(value))


# guards HZ-10
@pytest.mark.parametrize(
    ("text", "words"),
    [("a: 007", "programs read 007 differently"), ("a: 0x1F", "differently"), ("a: 1_000", "differently"),
     ("a: .inf", "differently"), ("a: 010.5", "differently"), ("a: !!str 1", "'str' is a tag"),
     ("a: !mine {b: 1}", "is a tag"), ("1: a", "a key is not text"), ("a: 1\nb: 2\na: 1", "a key stands twice"),
     ("a: &x [*x]", "inside the very part"),
     ("a: *x", "nothing stands under the anchor 'x'"), ("a: &x 1\nb: &x 2", "the anchor 'x' stands twice"),
     ("a: [1", "this is not YAML"), ("a: 1\n---\nb: 1", "this is not YAML"),
     ("a: \x01", "this is not YAML")],
)  # fmt: skip
def test_what_hides_or_misleads_is_refused(text: str, words: str) -> None:
    with pytest.raises(strictyaml.StrictYamlError, match=words):
        strictyaml.parse(text)


def test_an_alias_repeats_the_part_under_its_anchor() -> None:
    assert strictyaml.parse("a: &x {b: 1}\nc: *x\n") == {"a": {"b": 1}, "c": {"b": 1}}
    assert strictyaml.parse("") is None
