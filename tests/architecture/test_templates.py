"""No inline style or script: the pages run under `default-src 'self'`."""

import re
from pathlib import Path

import pytest
from tests.architecture.tree import named, templates

INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script with text": r"<script(?![^>]*\bsrc=)[^>]*>\s*\S",
    "a script attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "a script address": r"""(href|src|action)\s*=\s*["']\s*javascript:""",
    "an address of another machine": r"""<(script|link|img|iframe)[^>]*(src|href)\s*=\s*["'](https?:)?//""",
    "unescaped text": r"\|\s*safe\b|autoescape\s+off",
}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_nothing_inline(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    assert not [what for what, pattern in INLINE.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("bad", ["<p style='x'>", "<script>go()</script>", "<a onclick=x>", "{{ x|safe }}"])
def test_the_rule_itself_sees_what_it_is_for(bad: str) -> None:
    assert [what for what, pattern in INLINE.items() if re.search(pattern, bad, re.IGNORECASE)]
