"""What a journey does with the browser: sign in, look, ask axe."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.conftest import second_factor

ROOT = Path(__file__).resolve().parents[2]
LOOKS = Path(os.environ.get("OPENKAP_LOOKS", ROOT / "var/looks"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZES = {"phone": (390, 844), "narrow": (320, 700), "tablet": (1024, 768), "desktop": (1440, 900), "wall": (1920, 1080)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]  # the rules that a theme, which changes colours alone, can break


def context(browser: Browser, size: str = "desktop", *, policy: bool = False, **options: Any) -> BrowserContext:
    """A window of a named size. With ``policy`` the content policy stands, and the checker is heard by it."""
    width, height = SIZES[size]
    opened = browser.new_context(
        viewport={"width": width, "height": height}, bypass_csp=not policy, reduced_motion="reduce", **options
    )
    opened.set_default_timeout(20_000)  # the machine may be busy; what is prompt is measured where it matters
    return opened


def sign_in(opened: BrowserContext, url: str, person_id: UUID) -> None:
    """Open a session for a member of the staff as the sign-in page would, without its steps."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    person = get_user_model()._default_manager.get(pk=person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.update(second_factor(str(person.pk)))
    session.create()
    opened.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": url}])


@cache
def _axe() -> str:
    path = ROOT / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        raise FileNotFoundError("axe-core is not installed. Run: npm ci --ignore-scripts")
    return path.read_text(encoding="utf-8")


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds on the page, by all RULES or by these: one line a place, nothing when it is clean."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    only = {"type": "tag", "values": RULES} if rules is None else {"type": "rule", "values": rules}
    # preload would fetch every style sheet and film again, for two rules that look at neither here
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {' '.join(node['target'])} {json.dumps(node['any'][:1] and node['any'][0]['message'])}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def listened(page: Page) -> list[str]:
    """What the page's console complains of from now on, and every error of a script."""
    said: list[str] = []
    page.on("console", lambda one: said.append(f"{page.url}: {one.text}") if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: said.append(f"{page.url}: {one}"))
    return said


def theme(page: Page, name: str) -> None:
    """Show the page in another theme, once it is there: light, dim."""
    page.wait_for_load_state()
    page.evaluate("name => document.documentElement.dataset.theme = name", name)


SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility({opacityProperty: false, visibilityProperty: true}))
  .filter(e => !(e.matches('a') && e.closest('p, dd, td, li') && getComputedStyle(e).display === 'inline'))
  .map(e => ({e, r: (e.closest("label, .st-v") || e).getBoundingClientRect()}))
  .filter(({e}) => getComputedStyle(e, '::after').position !== 'absolute')  // a tile: its one link covers all of it
  .filter(({e, r}) => r.width > 1 && r.height > 1 && !e.matches('.skip') && (r.width < 43.9 || r.height < 43.9))
  .map(({e, r}) => `${Math.round(r.width)} x ${Math.round(r.height)}: ${e.outerHTML.slice(0, 140)}`)"""
TINY = """() => [...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility())
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < (e.closest('svg') ? 12 : 13))
  .map(e => `${getComputedStyle(e).fontSize}: ${e.outerHTML.slice(0, 120)}`)"""


def small_targets(page: Page) -> list[str]:
    """What can be operated and is smaller than 44 px; a link inside a sentence is let be."""
    return list(page.evaluate(SMALL))


def tiny_text(page: Page) -> list[str]:
    """Text under 13 px, or 12 px in a chart."""
    return list(page.evaluate(TINY))


WIDE = """() => { const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const inside = e => { for (let p = e.parentElement; p; p = p.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(p).overflowX)) return true; return false; };
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1 && !inside(e))
    .map(e => `${Math.round(e.getBoundingClientRect().right)} of ${room}: ${e.outerHTML.slice(0, 140)}`); }"""


def kept(page: Page, button: Locator) -> None:
    """One tap, and the clinic has it: *All saved* stood there before the tap too."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        button.click()
    expect(page.locator("[data-sync]")).to_contain_text("All saved")


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return list(page.evaluate(WIDE))


def look(page: Page, name: str, *, full: bool = True) -> Path:
    """Keep a picture of the page as ``var/looks/NAME.png``."""
    LOOKS.mkdir(parents=True, exist_ok=True)
    path = LOOKS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path
