"""The component page: axe, targets, text, width and light, in every theme and size."""

import pytest
from playwright.sync_api import Browser
from tests.journeys.browser import axe, context, look, small_targets, tiny_text, too_wide
from tests.journeys.server import Server

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("theme", ["light", "dim"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing(browser: Browser, server: Server, size: str, theme: str) -> None:
    opened = context(browser, size)
    page = opened.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{server.url}/components/?theme={theme}")
    look(page, f"components-{size}-{theme}")
    assert axe(page) == []
    assert small_targets(page) == []
    assert tiny_text(page) == []
    assert faults == []
    opened.close()


def test_nothing_scrolls_sideways_at_320(browser: Browser, server: Server) -> None:
    opened = context(browser, "narrow")
    page = opened.new_page()
    page.goto(f"{server.url}/components/")
    wide = too_wide(page)
    assert wide == [], "\n".join(wide)
    opened.close()
