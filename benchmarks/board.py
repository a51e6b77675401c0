"""An observation kept by one process is on the board of a browser within a second: Chromium, over a served clinic."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from _clinic import ROOT, free_port, open_session, person, staffed, temporary_home

KEPT, SECOND = 20, 1.0
CHROMIUM = os.environ.get("OPENKAP_CHROMIUM", "/usr/bin/chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
SEEN = "words => [...document.querySelectorAll('.tile-foot .v')].some(e => e.textContent.includes(words))"


def main() -> int:
    """Open a session and a board, keep observations, and look how long the board takes."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver has a loop in this thread
    with temporary_home() as home:
        now = datetime.now(UTC)
        clinic = staffed(now)
        session = open_session(clinic, person(clinic, "Ada"), now - timedelta(minutes=40), "4")
        cookie = signed_in_cookie(clinic.noor.id)
        server, url = served(home)
        try:
            waits = waits_of(clinic, session, url, cookie)
        finally:
            server.terminate()
            server.wait(timeout=20)
    middle, slowest = median(waits) * 1000, max(waits) * 1000
    print(f"{len(waits)} observations, from kept to shown: median {middle:.0f} ms, slowest {slowest:.0f} ms")
    return int(max(waits) >= SECOND)


def served(home: Path) -> tuple[Any, str]:
    """A server of its own process, answering."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "uvicorn", "openkap.config.asgi:application", "--host", "127.0.0.1",
               "--port", str(port), "--log-level", "warning", "--timeout-graceful-shutdown", "1"]  # fmt: skip
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, stdout=log, stderr=log)
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(f"{url}/static/components/mark.svg", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return server, url
    server.kill()
    raise RuntimeError((home / "server.log").read_text()[-2000:])


def signed_in_cookie(person_id: Any) -> dict[str, str]:
    """The session cookie of a full sign-in."""
    from course_page import signed_in
    from django.conf import settings
    from django.test import Client

    return {"name": settings.SESSION_COOKIE_NAME, "value": signed_in(Client(), person_id).session.session_key or ""}


def waits_of(clinic: Any, session: Any, url: str, cookie: dict[str, str]) -> list[float]:
    """Seconds from the moment an observation is kept to the moment the board shows it."""
    from playwright.sync_api import sync_playwright

    from sessions import observe

    waits = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        window = browser.new_context(viewport={"width": 1440, "height": 900})
        window.add_cookies([{**cookie, "url": url}])  # type: ignore[list-item]
        page = window.new_page()
        page.goto(f"{url}/board/")
        page.locator(".tile").wait_for()
        for number in range(KEPT):
            systolic = 120 + number
            observe(clinic.sam, session, datetime.now(UTC), systolic=systolic, diastolic=80, heart_rate=70)
            began = time.perf_counter()
            page.wait_for_function(SEEN, arg=f"{systolic}/80", timeout=10_000)
            waits.append(time.perf_counter() - began)
            time.sleep(0.3 + 0.05 * (number % 7))  # not in step with the page's own rhythm
        browser.close()
    return waits


if __name__ == "__main__":
    sys.exit(main())
