"""A member of the staff opens a page about a person: the frame, the policy, the keyboard."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.journeys.browser import axe, context, look, sign_in, small_targets, tiny_text, too_wide
from tests.journeys.server import Server

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_course_with_nothing_in_it_yet(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any, size: str
) -> None:
    opened = context(browser, size)
    sign_in(opened, server.url, clinic.ingrid.id)
    page = opened.new_page()
    page.goto(f"{server.url}/patients/{ada.id}/course/")
    assert page.title().startswith("Course ")
    assert page.get_by_text("Nothing waits on this course.").is_visible()
    look(page, f"course-empty-{size}")
    assert axe(page) == []
    assert small_targets(page) == []
    assert tiny_text(page) == []
    assert too_wide(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    opened.close()
