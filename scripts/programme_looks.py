"""Take the pictures of the programme's pages from a hundred invented people: ``python scripts/programme_looks.py``.

The demonstration's dozen is too few for any share. These people stand in a database that is thrown away; the pages are
asked for in this process, and Chromium draws them without a server.
"""

import io
import mimetypes
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

from _clinic import NOW, staffed, temporary_home  # noqa: E402 - both folders have to be on the path first

TARGET, CHROMIUM = ROOT / "docs/images", os.environ.get("OPENKAP_CHROMIUM", "/usr/bin/chromium-headless-shell")
SIMULATED = "preset=iv-clinic&first=ketamine-iv-6-in-3-weeks&second=ketamine-iv-4-in-2-weeks&people=400&seed=1"
DAYS = (-2, 3, 7, 10, 14, 21, 28, 56, 90, 180)
KINDS = {"early": 35, "late": 15, "none": 28, "relapse": 12, "worse": 10}


def share_left(kind: str, day: int) -> float:
    """What is left of the first score on a day, by how a course is told to go. Invented."""
    fall = {
        "early": max(0.3, 1 - 0.06 * day),
        "late": max(0.35, 1 - 0.018 * day),
        "none": 0.9,
        "worse": 1.1 + day / 400,
    }
    return (fall["early"] if day < 40 else 0.95) if kind == "relapse" else fall[kind]


def people(clinic: SimpleNamespace) -> Any:
    """Seventy who were treated and thirty who were not; the last treated one comes back."""
    from cohorts import come, treat
    from openkap.records.audit.acting import acting, system
    from openkap.records.patients.models import CareTeamMember

    chance = Random(4)
    with acting(system("bench")):
        for _ in range(70):
            began, base = NOW - timedelta(days=chance.randint(5, 420)), chance.randint(14, 24)
            kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
            days = [d for d in DAYS if began + timedelta(days=d) < NOW]
            kept = [d for d in days if d < 0 or chance.random() > 0.18 + 0.001 * d]
            scores = [(d, round(base * (1 if d < 0 else share_left(kind, d)) + chance.gauss(0, 2))) for d in kept]
            treat(clinic, began, [(d, min(max(score, 0), 27)) for d, score in scores])
        for number in range(30):
            came = NOW - timedelta(days=chance.randint(1, 400))
            come(clinic, came, eligible_for="" if number % 3 else "ketamine-iv")
        last = treat(clinic, NOW - timedelta(days=60), [(-2, 19), (3, 17), (7, 14), (14, 9), (28, 7), (55, 8)])
        last.given_name, last.family_name = "Robin", "Vale"
        last.save()
        CareTeamMember.objects.create(patient=last, person_id=clinic.dov.id, valid_from=NOW.date())
    return last


def served(client: Any) -> Any:
    """Answer Chromium's requests from the pages of this process."""
    from django.contrib.staticfiles import finders

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            body = Path(str(found)).read_bytes() if found else b""
            route.fulfill(body=body, content_type=mimetypes.guess_type(asked.path)[0] or "text/plain")
            return
        page = client.get(f"{asked.path}?{asked.query}", secure=True)
        route.fulfill(status=page.status_code, body=page.content, content_type=page.get("Content-Type", ""))

    return answer


def registry_report(folder: Path) -> str:
    """The address of a report on the fifteen hundred invented people that DuckDB and Spark are compared on."""
    from validation.spark.cohort import lay_out

    lay_out(folder / "registry")
    told = ["registry", "report", str(folder / "registry"), "--out", str(folder / "report.html")]
    subprocess.run([sys.executable, "-m", "openkap", *told], check=True, stdout=subprocess.DEVNULL)
    return (folder / "report.html").as_uri()


def take(page: Page, name: str, path: str, height: int) -> None:
    """Write one picture of the top of a page."""
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto(path if path.startswith("file:") else f"https://clinic.example{path}")
    page.locator("[data-running]").wait_for(state="detached", timeout=300_000)  # it still works out its answer
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(colors=128, kmeans=1)
    picture.save(TARGET / f"{name}.png", optimize=True)
    print(f"  {name}: {(TARGET / f'{name}.png').stat().st_size // 1000} kB")


def main() -> None:
    """Lay out, sign in, look."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Chromium's driver keeps a loop in this thread
    with temporary_home():
        from course_page import signed_in
        from django.conf import settings
        from django.test import Client

        from openkap.gateways import heartbeat
        from openkap.records.safety.selectors import beat_file

        settings.ALLOWED_HOSTS = ["*"]
        heartbeat.beat(beat_file(), datetime.now(UTC) + timedelta(hours=1))  # nobody watches here, and no page is red
        clinic = staffed(NOW)
        somebody = people(clinic)
        directors = signed_in(Client(), clinic.dov.id)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.route("**/*", served(directors))
            take(page, "outcomes", "/programme/?courses=ketamine-iv", 1500)
            take(page, "studies", "/programme/studies/?courses=ketamine-iv", 1100)
            take(page, "trajectory", f"/patients/{somebody.id}/trajectory/", 1180)
            take(page, "expecting", "/expect/?model=esketamine-nasal&dose_mg=84&weight_kg=70", 900)
            take(page, "simulated", f"/programme/simulated/?{SIMULATED}", 1180)
            take(browser.new_page(), "registry", registry_report(Path(os.environ["OPENKAP_HOME"])), 1180)
            browser.close()


if __name__ == "__main__":
    main()
