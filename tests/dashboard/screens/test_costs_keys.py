"""The cost review in a real browser: by key from visit to visit, and text that stays text."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dispatch import database
from tests.dashboard.conftest import Serve
from tests.dashboard.screens.costs_company import SCRIPT, ended_visits
from tests.dashboard.server import PASSWORD, WebServer


def a_web(web_server: Serve, staffed_file: Path, folder: Path) -> WebServer:
    """The company with A-1, which is calm, and B-1 and C-1, which stand out; C-1 the most."""
    file = Path(shutil.copy(staffed_file, folder / "costs.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        ended_visits(session)
    engine.dispose()
    return web_server(file)


@pytest.fixture
def costs_web(web_server: Serve, staffed_file: Path, tmp_path: Path) -> WebServer:
    """For one test that decides."""
    return a_web(web_server, staffed_file, tmp_path)


@pytest.fixture(scope="module")
def read_web(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    """For all tests that change nothing."""
    return a_web(web_server, staffed_file, tmp_path_factory.mktemp("costs"))


def opened(page: Page, web: WebServer, name: str = "fin") -> Page:
    page.goto(f"{web.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(web.url + "/costs")
    title(page).wait_for()
    return page


def title(page: Page) -> Locator:
    return page.locator(".receipt h3")


def message(page: Page) -> Locator:
    return page.locator(".receipt .message")


def test_a_morning_by_key(page: Page, costs_web: WebServer):
    opened(page, costs_web)
    expect(title(page)).to_contain_text("C-1")

    page.keyboard.press("j")
    expect(title(page)).to_contain_text("B-1")
    page.keyboard.press("ArrowUp")
    expect(title(page)).to_contain_text("C-1")

    page.keyboard.press("a")
    expect(title(page)).to_contain_text("B-1")
    expect(message(page)).to_contain_text("Approved C-1")
    expect(page.locator(".row")).to_have_count(1)

    page.keyboard.press("u")
    expect(title(page)).to_contain_text("C-1")
    expect(message(page)).to_contain_text("Undone: C-1 awaits a decision again")

    # a, q, d and u are letters while something is being written
    page.keyboard.press("q")
    page.keyboard.type("a quad of parts?")
    page.keyboard.press("Enter")
    expect(title(page)).to_contain_text("B-1")
    expect(message(page)).to_contain_text("Your question about C-1 is kept")
    expect(page.locator(".row").first).to_contain_text("Question open")

    page.keyboard.press("d")
    page.keyboard.press("Escape")
    expect(page.locator(".receipt textarea")).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.type("Four hours?")
    page.keyboard.press("Enter")
    expect(message(page)).to_contain_text("Disputed B-1")


def test_a_dispute_without_words_is_not_sent(page: Page, read_web: WebServer):
    opened(page, read_web)

    page.keyboard.press("d")
    page.keyboard.press("Enter")

    expect(page.locator(".receipt textarea")).to_be_focused()
    expect(message(page)).to_have_count(0)


def test_a_dispatcher_presses_keys_in_vain(page: Page, read_web: WebServer):
    opened(page, read_web, "dora")

    page.keyboard.press("a")
    page.keyboard.press("j")

    expect(title(page)).to_contain_text("B-1")
    expect(page.locator(".row")).to_have_count(2)
    expect(page.locator(".receipt .actions button")).to_have_count(0)
    expect(page.locator(".receipt")).to_contain_text("You can look; finance decides.")


def test_what_technicians_wrote_is_shown_as_they_wrote_it(page: Page, read_web: WebServer):
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))

    opened(page, read_web)

    expect(page.locator(".receipt")).to_contain_text(SCRIPT)
    page.keyboard.press("o")
    expect(page.locator("[role=dialog]")).to_contain_text("Conversation of case-C-1")
    expect(page.locator("[role=dialog]")).to_contain_text(SCRIPT)
    assert page.locator(".receipt img, .receipt a, [role=dialog] img, [role=dialog] a").count() == 0
    assert alerts == []


def test_two_clerks_do_not_overwrite_each_other(browser: Browser, page: Page, costs_web: WebServer):
    opened(page, costs_web)
    other = browser.new_page()
    opened(other, costs_web, "ada")

    page.keyboard.press("a")
    expect(message(page)).to_contain_text("Approved C-1")
    other.keyboard.press("d")
    other.keyboard.type("Four hours?")
    other.keyboard.press("Enter")

    expect(message(other)).to_contain_text("Somebody else decided this visit meanwhile")
    # what was typed is not lost
    expect(other.locator(".receipt textarea")).to_have_value("Four hours?")
    expect(title(other)).to_contain_text("C-1")
    expect(other.locator(".receipt .title .status")).to_contain_text("Approved")
    other.close()


def test_a_figure_opens_what_it_is_made_of_and_stays_in_the_address(
    page: Page, read_web: WebServer
):
    opened(page, read_web)

    page.get_by_role("button", name="Share of travel").click()

    expect(page.get_by_text("What was paid for being on the road")).to_be_visible()
    assert "open=travel" in page.url
    page.reload()
    expect(page.get_by_text("What was paid for being on the road")).to_be_visible()


def test_the_csv_holds_the_rows_of_the_queue(page: Page, read_web: WebServer, tmp_path: Path):
    opened(page, read_web)

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "costs.csv")

    lines = (tmp_path / "costs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ['"Visit"', '"C-1"', '"B-1"']


@pytest.mark.parametrize("dark", [False, True])
def test_a_small_screen_needs_no_sideways_scrolling(
    browser: Browser, read_web: WebServer, dark: bool
):
    page = browser.new_page(
        viewport={"width": 390, "height": 844}, color_scheme="dark" if dark else "light"
    )
    opened(page, read_web)

    page.locator(".row").nth(1).click()
    expect(title(page)).to_contain_text("B-1")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".receipt").evaluate("one => one.scrollWidth <= one.clientWidth")
    page.close()
