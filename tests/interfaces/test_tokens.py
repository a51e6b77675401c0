"""Every pair of colours that carries text or an edge keeps its contrast, in all six modes."""

import re
from pathlib import Path

import pytest

CSS = Path("src/openkap/interfaces/components/static/components")
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
INKS = ("ink", "ink-2", "ink-3", "action", "ok", "late", "alert", "stop", "unknown", "off", "due")
GROUNDS = ("canvas", "surface", "well")
SOFT = ("ok", "due", "late", "alert", "stop", "unknown", "off")
SOLID = ("due", "late", "alert", "stop")
CHART = (("series-1", "surface"), ("series-2", "surface"), ("unknown", "band-1"), ("ink-2", "band-5"), ("ok", "band-3"))
TEXT, EDGE = 4.5, 3.0


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--c-([a-z0-9-]+):\s*(#[0-9a-f]{6})", block))


def _block(pattern: str) -> dict[str, str]:
    match = re.search(pattern + r"\s*\{(.*?)\n\s*\}", TOKENS, re.DOTALL)
    assert match, f"no block for {pattern}"
    return _colours(match[1])


def modes() -> dict[str, dict[str, str]]:
    light = _block(r"\n:root")
    dim = {**light, **_block(r'\n\[data-theme="dim"\]')}
    dark = r"\(prefers-color-scheme: dark\) \{\n  \[data-theme=\"auto\"\]"
    auto = {**light, **_block(r"@media " + dark)}
    contrast = TOKENS[TOKENS.index("@media (prefers-contrast: more) {") :]
    more_light = _colours(contrast[: contrast.index('[data-theme="dim"]')])
    more_dim = _colours(contrast[contrast.index('[data-theme="dim"]') : contrast.index("and (prefers-color-scheme")])
    more_auto = _colours(
        contrast[contrast.index("and (prefers-color-scheme") : contrast.index("prefers-reduced-motion")]
    )
    return {
        "light": light, "dim": dim, "auto": auto, "light, more": {**light, **more_light},
        "dim, more": {**dim, **more_dim}, "auto, more": {**auto, **more_auto},
    }  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    text = [(ink, ground, TEXT) for ink in INKS for ground in GROUNDS]
    text += [(status, f"{status}-soft", TEXT) for status in SOFT]
    text += [(f"on-{status}", f"{status}-solid", TEXT) for status in SOLID]
    text += [("ink", f"{status}-soft", TEXT) for status in SOFT] + [("ink-2", f"{s}-soft", TEXT) for s in SOFT]
    text += [("on-main", "main", TEXT), ("action", "action-soft", TEXT), ("ink", "action-soft", TEXT)]
    text += [(ink, ground, EDGE if ink.startswith("series") else TEXT) for ink, ground in CHART]
    return text + [(edge, ground, EDGE) for edge in ("control", "focus") for ground in GROUNDS]


@pytest.mark.parametrize("mode", modes())
def test_every_pair_can_be_read(mode: str) -> None:
    colours = modes()[mode]
    low = {(a, b): round(contrast(colours[a], colours[b]), 2) for a, b, least in pairs()
           if contrast(colours[a], colours[b]) < least}  # fmt: skip
    assert low == {}


@pytest.mark.parametrize("mode", ["dim", "auto", "dim, more"])
def test_the_room_stays_dim(mode: str) -> None:
    """No colour brighter than 0.66, and blue at most four fifths of red."""
    own = {k: v for k, v in modes()[mode].items() if not k.startswith("band-0")}
    assert [k for k, v in own.items() if luminance(v) > 0.66] == []
    assert [k for k, v in own.items() if int(v[5:7], 16) > 0.8 * int(v[1:3], 16) + 1] == []


def test_the_copy_of_the_colours_for_phones_is_the_dim_theme() -> None:
    assert modes()["auto"] == modes()["dim"]
    assert modes()["auto, more"] == modes()["dim, more"]


def test_no_rule_writes_a_colour_of_its_own() -> None:
    """A colour outside tokens.css would escape the themes (paper has its own)."""
    strays = {
        path.name: found
        for path in CSS.glob("*.css")
        if path.name not in {"tokens.css", "print.css", "paper.css", "paper-charts.css"}
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", path.read_text(encoding="utf-8")))
    }
    assert strays == {}


def test_every_token_that_is_used_exists() -> None:
    named = set(re.findall(r"(--[a-z][a-z0-9-]*)\s*:", TOKENS))
    for path in CSS.glob("*.css"):
        used = set(re.findall(r"var\((--[a-z0-9-]+)", path.read_text(encoding="utf-8")))
        assert {u for u in used if not u.startswith("--pico")} <= named, path.name


def test_a_theme_changes_colours_alone() -> None:
    """So what is large, legible and named in the light theme is so in the dim one; the page sweep relies on it."""
    colours = re.compile(r"--[\w-]+|color-scheme|color|background|border-color|stroke|fill|opacity")
    sheets = [one for one in Path("src/openkap").rglob("*.css") if "vendor" not in one.parts]
    found = [
        (sheet.name, name)
        for sheet in sheets
        for body in re.findall(r"\[data-theme[^{}]*\{([^{}]*)\}", sheet.read_text(encoding="utf-8"))
        for name in re.findall(r"(?:^|;)\s*([\w-]+)\s*:", re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL))
    ]
    assert len(found) > 50
    assert [one for one in found if not colours.fullmatch(one[1])] == []
