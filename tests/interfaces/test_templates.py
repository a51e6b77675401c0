"""Every template keeps the strict content policy and names only icons and components that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path("src/openkap/interfaces")
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
COMPONENTS = ROOT / "components/templates/components"


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


# guards HZ-46
@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_no_style_script_or_handler_stands_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=", text), "move the style into a sheet: the content policy refuses it"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text), (
        "move the script into static/: the content policy refuses it"
    )
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "listen from a module: the content policy refuses handlers"
    assert "javascript:" not in text
    assert "|safe" not in text, "escape it, or build it with format_html"


# guards HZ-42
@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_a_page_extends_a_base_and_has_a_title_that_names_no_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "{% extends" not in text or path.parent == COMPONENTS:
        return
    title = re.search(r"\{% block title %\}(.*?)\{% endblock", text, re.DOTALL)
    assert title, "give the page a title"
    assert not re.search(r"patient|\bname\b|head\.|person", title[1]), "a title names the page, never the person"


def test_every_component_says_what_it_wants() -> None:
    bare = {"demonstration.html", "bar.html", "offline.html", "messages.html", "patient_tabs.html", "base.html",
            "gallery.html", "stream.html"}  # fmt: skip
    silent = [p.name for p in COMPONENTS.glob("*.html") if p.name not in bare and "{% comment %}" not in p.read_text()]
    assert silent == []


def test_included_templates_exist() -> None:
    known = {str(p).split("/templates/", 1)[1] for p in TEMPLATES}
    for path in TEMPLATES:
        named = re.findall(r"\{% (?:include|extends) \"([^\"]+)\"", path.read_text(encoding="utf-8"))
        assert set(named) <= known, path
