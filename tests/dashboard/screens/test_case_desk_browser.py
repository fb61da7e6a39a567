"""The case desk by keyboard alone, in a real browser on the real server."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch import cases, database
from dispatch.clock import utc_now
from dispatch.statuses import AttemptOutcome, Channel
from tests.dashboard.conftest import Serve
from tests.dashboard.payloads import PAYLOADS
from tests.dashboard.server import PASSWORD, WebServer
from tests.dashboard.staff import changed
from tests.dashboard.test_events import something_happens
from tests.dispatch.company import SUPPORT, a_case

WITHIN_MS = 20_000


@pytest.fixture(scope="module")
def desk_server(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    file = Path(shutil.copy(staffed_file, tmp_path_factory.mktemp("desk") / "desk.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        now = utc_now()
        for ref, hours, symptom in (("C1", 1, "Cold water"), ("C2", 4, " ".join(PAYLOADS))):
            due = now + timedelta(hours=hours)
            a_case(session, ref, opened_at=now, response_due=due, fix_due=due, symptom=symptom)
    engine.dispose()
    return web_server(file)


@pytest.fixture
def desk(desk_server: WebServer, page: Page) -> Page:
    """Signed in as support, in front of the queue."""
    page.goto(f"{desk_server.url}/sign-in?next=/cases")
    page.fill("input[name=name]", "sam")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    for part in ("option", "log", "searchbox"):
        expect(page.get_by_role(part).first).to_be_visible(timeout=WITHIN_MS)
    for button in ("New case", "Log"):
        expect(page.get_by_role("button", name=button)).to_be_visible(timeout=WITHIN_MS)
    return page


def is_open(desk: Page, case_ref: str) -> None:
    expect(desk.locator(".title")).to_contain_text(case_ref, timeout=WITHIN_MS)


def test_a_case_is_opened_and_an_attempt_logged_without_the_mouse(desk: Page) -> None:
    is_open(desk, "C1")

    desk.keyboard.press("ArrowDown")
    is_open(desk, "C2")
    desk.keyboard.press("ArrowUp")
    is_open(desk, "C1")
    line = desk.locator(".st-key-cases_said_C1_0 input")
    # on a busy machine the line of the case before may stand there a moment longer
    expect(line).to_be_visible(timeout=WITHIN_MS)
    desk.keyboard.press("Enter")
    expect(line).to_be_focused(timeout=WITHIN_MS)
    desk.keyboard.type("asked to switch it off and on")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("log")).to_contain_text("switch it off", timeout=WITHIN_MS)
    # the cursor is back in the line, which is empty for the next one
    empty = desk.locator('input[aria-label="What was said"][value=""]')
    expect(empty).to_be_focused(timeout=WITHIN_MS)
    assert "case=C1" in desk.url


def test_a_new_case_is_opened_without_the_mouse(desk: Page) -> None:
    desk.keyboard.press("n")
    place = desk.get_by_role("combobox", name="Customer, site or device")
    expect(place).to_be_focused(timeout=WITHIN_MS)
    desk.keyboard.type("x-1")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("What is the matter")).to_be_focused(timeout=WITHIN_MS)
    desk.keyboard.type("Hums and shakes")
    desk.keyboard.press("Enter")

    expect(desk.locator(".symptom")).to_have_text("Hums and shakes", timeout=WITHIN_MS)
    expect(desk.get_by_role("status")).to_contain_text("is open")


def test_a_slash_searches_what_was_ever_said(desk: Page) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("cold wat")

    expect(desk.locator(".row mark")).to_have_text(["Cold", "water"], timeout=WITHIN_MS)
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("listbox")).to_be_focused()


def test_nothing_that_customers_write_runs(desk: Page) -> None:
    desk.keyboard.press("ArrowDown")
    is_open(desk, "C2")
    expect(desk.locator(".symptom")).to_contain_text("<svg onload=window.hacked=1>")
    desk.keyboard.press("s")
    expect(desk.get_by_text("What a visit would cost")).to_be_visible(timeout=WITHIN_MS)

    assert desk.evaluate("window.hacked") is None


def test_what_a_colleague_does_shows_up_by_itself(desk: Page, desk_server: WebServer) -> None:
    desk.keyboard.press("ArrowDown")
    is_open(desk, "C2")
    changed(
        desk_server,
        lambda session: cases.record_attempt(
            session,
            actor=SUPPORT,
            case_ref="C2",
            channel=Channel.CHAT,
            minutes=0,
            outcome=AttemptOutcome.NO_ANSWER,
            now=utc_now(),
            transcript="rang twice",
        ),
    )

    expect(desk.get_by_role("log")).to_contain_text("rang twice", timeout=WITHIN_MS)
    expect(desk.get_by_role("status")).to_contain_text("This case has just changed")


def test_news_wait_until_a_dialog_is_closed(desk: Page, desk_server: WebServer) -> None:
    """A dialog drawn anew is closed for a moment, and a key pressed in it then is lost."""
    is_open(desk, "C1")
    desk.keyboard.press("s")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("What a visit would cost", timeout=WITHIN_MS)
    desk.wait_for_timeout(1_500)
    desk.evaluate(
        """() => {
          window.heard = 0;
          window.addEventListener("dispatch:changed", () => (window.heard += 1));
        }"""
    )

    changed(desk_server, something_happens)
    desk.evaluate("window.dispatchEvent(new Event('dispatch:ask-anew'))")
    desk.wait_for_timeout(2_000)
    assert desk.evaluate("window.heard") == 0
    desk.keyboard.press("Escape")

    expect(dialog).to_have_count(0, timeout=WITHIN_MS)
    desk.wait_for_function("window.heard === 1", timeout=WITHIN_MS)
