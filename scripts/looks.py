"""Take the pictures of docs/images from a demonstration of their own: ``make looks``.

It builds the demonstration in a folder that is thrown away, opens each page in Chromium, and writes PNGs with a
palette, each under 250 KB; with those of ``programme_looks.py`` there are at most twelve. Pillow comes with WeasyPrint,
Chromium from Debian or OPENKAP_CHROMIUM.
"""

import calendar
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs/images"
CHROMIUM = os.environ.get("OPENKAP_CHROMIUM", "/usr/bin/chromium-headless-shell")
MOST_BYTES = 250_000
TABLET, DESKTOP, PHONE = (1180, 820), (1440, 900), (390, 844)


@contextmanager
def demonstration() -> Iterator[tuple[str, str, str]]:
    """A demonstration that is served: its address, a patient's link, and the birth date that the link asks for."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "OPENKAP_HOME": f"{home}/clinic", "PYTHONPATH": str(ROOT / "src")}
        running = subprocess.Popen(
            [sys.executable, "-m", "openkap", "demo", "--serve"],
            env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            said = ""
            for line in running.stdout or ():
                said += line
                if "web started" in line:
                    break
            address = re.search(r"http://127\.0\.0\.1:\d+", said)
            link, born = re.search(r"http://\S+/q/\S+", said), re.search(r"birth date (\d+ \w+ \d{4})", said)
            if not (address and link and born):
                raise SystemExit(f"The demonstration did not start, so no picture was taken:\n{said}")
            _wait_for(address[0])
            yield address[0], link[0], born[1]
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(timeout=30)


def _wait_for(url: str, seconds: int = 120) -> None:
    """Until it answers: the line that says the web process started comes before its first answer."""
    for _ in range(seconds * 4):
        try:
            urlopen(f"{url}/health", timeout=5).close()
        except HTTPError:
            return  # it answers; the watcher may still be silent
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit(f"{url} did not answer within {seconds} s, so no picture was taken.")


class Camera:
    """A browser at the demonstration, and where its pictures go."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def page(self, size: tuple[int, int], role: str = "") -> Page:
        """A window of its own, signed in with one tap as the first person of a role."""
        window = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        page = window.new_page()
        page.goto(f"{self.url}/sign-in/account/login/")
        if role:
            page.locator(".ent-roles button", has_text=role).first.click()
            page.wait_for_load_state()
        return page

    def take(self, page: Page, name: str, path: str = "") -> None:
        """Write one picture; with a path, of that page."""
        if path:
            page.goto(path if path.startswith("http") else f"{self.url}{path}")
        page.wait_for_timeout(1_200)  # the room fetches its chart at its size; pages with a stream never fall idle
        page.locator("body").evaluate("() => document.activeElement?.blur()")
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(colors=256, kmeans=1)
        target = TARGET / f"{name}.png"
        picture.save(target, optimize=True)
        if target.stat().st_size > MOST_BYTES:
            raise SystemExit(f"{target} is larger than {MOST_BYTES} bytes. Take a smaller window for it.")
        print(f"  {name}: {target.stat().st_size // 1000} kB")


def person(page: Page, url: str, name: str) -> str:
    """The address of a person's pages."""
    page.goto(f"{url}/patients/")
    row = page.get_by_role("row").filter(has_text=name.split()[-1])
    found = row.get_by_role("link").first.get_attribute("href") or ""
    return re.sub(r"(/patients/[0-9a-f-]{36}/).*", r"\1", found)


def monitor_pages(camera: Camera) -> None:
    """The room in light and dim, and the board."""
    page = camera.page(TABLET, "nurse")
    page.goto(f"{camera.url}/board/")
    room = page.locator(".tile[data-state=alert] h3 a").first.get_attribute("href") or ""
    camera.take(page, "room-dim", room)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    camera.take(page, "room")
    page.set_viewport_size({"width": DESKTOP[0], "height": 720})
    camera.take(page, "board", "/board/")


def clinician_pages(camera: Camera) -> None:
    """Course and decision."""
    page = camera.page(DESKTOP, "prescriber")
    course = person(page, camera.url, "Liz Conn")
    camera.take(page, "course", f"{course}course/")
    held = person(page, camera.url, "Max Dicki")
    page.goto(f"{camera.url}{held}screening/")
    page.get_by_role("link", name="Ketamine, intravenous").first.click()
    camera.take(page, "decision")


def patient_page(camera: Camera, link: str, born: str) -> None:
    """A question on a phone."""
    page = camera.page(PHONE)
    page.goto(link)
    day, month, year = born.split()
    for label, value in (("Day", day), ("Month", str(list(calendar.month_name).index(month))), ("Year", year)):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Start").click()
    page.locator("[data-question]:not([hidden])").first.wait_for()
    camera.take(page, "question")


def main() -> None:
    """Every picture, or nothing new where something stands in the way."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with demonstration() as (url, link, born), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        camera = Camera(browser, url)
        monitor_pages(camera)
        clinician_pages(camera)
        patient_page(camera, link, born)
        browser.close()


if __name__ == "__main__":
    main()
