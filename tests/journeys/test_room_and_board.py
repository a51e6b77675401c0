"""The room and the board in a real browser: live within a second, whole after a restart, dim, kept on the tablet."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser import axe, context, kept, look, sign_in, small_targets, too_wide
from tests.journeys.dosing_cast import session_at
from tests.journeys.server import Server
from tests.sessions import keep, observe

pytestmark = pytest.mark.journey
SECOND = 1_000


def page_of(browser: Browser, server: Server, actor: Any, path: str, size: str = "desktop", **options: Any) -> Page:
    window = context(browser, size, **options)
    sign_in(window, server.url, actor.id)
    page = window.new_page()
    page.goto(f"{server.url}{path}")
    return page


# guards HZ-31, HZ-26
def test_a_change_reaches_the_board_within_a_second_and_through_a_restart(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 32)
    board = page_of(browser, server, clinic.noor, "/board/")
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    expect(board.locator(".tile")).to_have_attribute("data-state", "calm")
    room.get_by_role("button", name="Emergency").click()
    started = time.monotonic()
    expect(board.locator(".tile")).to_have_attribute("data-state", "alert", timeout=SECOND)
    assert time.monotonic() - started < 1
    expect(room.locator(".alertcard h2")).to_contain_text("Help was called", timeout=SECOND)

    server.kill()
    now = datetime.now(UTC)
    observe(clinic.sam, session, now, systolic=171, diastolic=99, heart_rate=91)
    keep(clinic.sam, session, "hand-over", now, to="Noor")
    server.start()
    expect(board.locator(".tile-foot .v")).to_contain_text("171/99 · 91", timeout=6 * SECOND)
    expect(board.locator(".tile-foot .owner")).to_contain_text("Noor")
    expect(room.locator(".slots")).to_contain_text("171/99", timeout=6 * SECOND)


# guards HZ-28
def test_entries_are_kept_on_the_tablet_while_the_server_is_away_and_sent_after(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    from openkap.records.dosing.models import SessionEvent

    session = session_at(clinic, ada, 32)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    expect(room.locator("[data-sync]")).to_contain_text("All saved")
    server.kill()
    room.get_by_role("button", name="Look-in").click()
    room.get_by_role("button", name="Nausea").click()
    expect(room.locator("[data-offline]")).to_contain_text("2 entries are kept on this tablet")
    assert SessionEvent.objects.filter(session=session, type="look-in").count() == 0
    server.start()
    expect(room.locator("[data-sync]")).to_contain_text("All saved", timeout=10 * SECOND)
    expect(room.locator("[data-offline]")).to_be_hidden()
    types = SessionEvent.objects.filter(session=session).order_by("number").values_list("type", flat=True)
    assert list(types)[-2:] == ["look-in", "symptom"]


# guards HZ-28
def test_a_sign_in_page_is_no_receipt_and_what_was_tapped_is_sent_after_signing_in_again(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    from openkap.records.dosing.models import SessionEvent

    session = session_at(clinic, ada, 32)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    expect(room.locator("[data-sync]")).to_contain_text("All saved")
    held = room.context.cookies()
    room.context.clear_cookies(name="sessionid")
    room.evaluate(
        "document.querySelector('[data-stream]').dataset.liveAt = '/nowhere/'"
    )  # the tap comes before the beat
    room.get_by_role("button", name="Look-in").click()
    room.wait_for_timeout(1_500)
    assert SessionEvent.objects.filter(session=session, type="look-in").count() == 0
    room.context.add_cookies([c for c in held if c["name"] == "sessionid"])
    room.goto(f"{server.url}/rooms/{session.id}/")
    expect(room.locator("[data-sync]")).to_contain_text("All saved", timeout=10 * SECOND)
    assert SessionEvent.objects.filter(session=session, type="look-in").count() == 1


def test_a_value_by_taps_from_the_last_one_and_never_before_the_first_tap(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 34)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    stepper = room.locator("[data-stepper]").first
    expect(stepper.locator("input")).to_have_value("")
    room.locator(".btn-record").click()
    expect(room.locator("[data-refused]")).to_contain_text("Nothing is set yet")
    stepper.locator("[data-by]").last.click()
    last = stepper.get_attribute("data-last")
    expect(stepper.locator("input")).to_have_value(last or "")
    kept(room, room.locator(".btn-record"))
    expect(room.locator(".slots")).to_contain_text(str(last))


def test_a_number_being_typed_outlives_what_others_enter(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 42)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    saturation = room.locator("[name='oxygen-saturation']")
    saturation.press_sequentially("9")
    observe(clinic.sam, session, datetime.now(UTC), systolic=151, diastolic=92, heart_rate=80)
    expect(room.locator(".slots")).to_contain_text("151/92")
    saturation.press_sequentially("4")
    expect(saturation).to_have_value("94")
    kept(room, room.locator(".btn-record"))
    expect(room.locator(".slots")).to_contain_text("SpO₂ 94")


def test_values_beside_the_room_are_not_lost_when_earlier_ones_arrive(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 34)
    page = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/leaving/", "tablet")
    page.locator("[name='systolic']").fill("141")
    server.kill()
    page.get_by_role("button", name="Record these values").click()
    expect(page.locator("[data-values] [data-said]")).to_contain_text("1 kept on this tablet")
    page.locator("[name='systolic']").fill("139")
    server.start()
    page.wait_for_function("Object.keys(localStorage).every((key) => localStorage[key] === '[]')")
    page.wait_for_timeout(SECOND)
    expect(page.locator("[name='systolic']")).to_have_value("139")


@pytest.mark.parametrize(("name", "width", "height"), [
    ("phone", 390, 844), ("upright", 768, 1024), ("tablet", 1024, 768), ("across", 1180, 820), ("wall", 1920, 1080),
])  # fmt: skip
def test_the_room_and_the_board_at_every_size(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any, name: str, width: int, height: int
) -> None:
    session = session_at(clinic, ada, 42)
    now = datetime.now(UTC)
    observe(clinic.sam, session, now, systolic=204, diastolic=112, heart_rate=96)
    for path, kind in ((f"/rooms/{session.id}/", "room"), ("/board/", "board")):
        page = page_of(browser, server, clinic.sam, path)
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        look(page, f"{kind}-{name}", full=False)
        assert axe(page) == []
        assert too_wide(page) == []
        assert small_targets(page) == []
        if kind == "room" and (width, height) in {(1024, 768), (1180, 820)}:
            assert page.evaluate("document.documentElement.scrollHeight") <= height
        page.context.close()


def test_the_dim_law_holds_on_the_rendered_room(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 42)
    observe(clinic.sam, session, datetime.now(UTC), systolic=204, diastolic=112, heart_rate=96)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    shot = room.screenshot()
    found = room.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const brush = canvas.getContext('2d'); brush.drawImage(image, 0, 0);
          const {data} = brush.getImageData(0, 0, image.width, image.height);
          const light = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          let sum = 0, red = 0, blue = 0, top = 0;
          for (let i = 0; i < data.length; i += 4) {
            const [r, g, b] = [light(data[i]), light(data[i + 1]), light(data[i + 2])];
            const l = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            sum += l; red += r; blue += b; top = Math.max(top, l);
          }
          return {mean: sum / (data.length / 4), ratio: blue / red, top};
        }""",
        list(shot),
    )
    assert found["mean"] <= 0.04
    assert found["ratio"] <= 0.5
    assert found["top"] <= 0.66


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_other_pages_of_a_session_are_clean(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any, size: str
) -> None:
    session = session_at(clinic, ada, 42)
    observe(clinic.sam, session, datetime.now(UTC), systolic=204, diastolic=112, heart_rate=96)
    page = page_of(browser, server, clinic.sam, "/board/", size)
    first = session.events.order_by("number")[1].id
    keep(clinic.sam, session, "symptom", datetime.now(UTC), symptom="suicidal-thoughts")
    for path in ("before", "leaving", "entries", f"entries/{first}", "end", "ended", "risk", "given"):
        page.goto(f"{server.url}/rooms/{session.id}/{path}/")
        look(page, f"session-{path.partition('/')[0] if '/' not in path else 'correct'}-{size}")
        assert axe(page) == []
        assert too_wide(page) == []
        assert small_targets(page) == []


def test_the_focus_stays_when_a_part_is_put_in_place_anew(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    session = session_at(clinic, ada, 42)
    now = datetime.now(UTC)
    observe(clinic.sam, session, now, systolic=204, diastolic=112, heart_rate=96)
    room = page_of(browser, server, clinic.sam, f"/rooms/{session.id}/", "tablet")
    board = page_of(browser, server, clinic.noor, "/board/")
    room.get_by_role("link", name="Silence or settle").focus()
    board.locator(".tile a").focus()
    observe(clinic.sam, session, datetime.now(UTC), systolic=211, diastolic=113, heart_rate=96)
    expect(room.locator(".alertcard h2")).to_contain_text("211/113")
    expect(room.get_by_role("link", name="Silence or settle")).to_be_focused()
    expect(board.locator(".tile")).to_contain_text("211/113")
    expect(board.locator(".tile a")).to_be_focused()
