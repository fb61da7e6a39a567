"""Fifty script payloads in every text that people write, on every page in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import database
from tests.dashboard.conftest import Serve
from tests.dashboard.hostile import IN_A_REF, a_hostile_company, planted, watch
from tests.dashboard.server import WebServer
from tests.dashboard.upcoming import next_day
from tests.dispatch.company import TODAY

SLOW_MS = 30_000
WORDS = "window.hacked=1"

Look = Callable[[str, str], Page]


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def web(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    file = Path(shutil.copy(staffed_file, tmp_path_factory.mktemp("hostile") / "hostile.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        a_hostile_company(session)
    engine.dispose()
    return web_server(file)


@pytest.fixture
def look(browser: Browser, web: WebServer) -> Iterator[Look]:
    """`look(name, path)` opens a page; at the end nothing may have run or been asked elsewhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = context.new_page()
    wrong = watch(page, web.url)

    def opened(name: str, path: str) -> Page:
        if name:
            cookies = web.signed_in(name).cookies.items()
            context.add_cookies(
                [{"name": key, "value": value, "url": web.url} for key, value in cookies]
            )
        page.goto(web.url + path)
        return page

    yield opened
    found = planted(page)
    context.close()
    assert wrong + found == []


def in_a_dialog(page: Page, button: str) -> None:
    """Opens it, finds payloads in it as text, and closes it."""
    page.get_by_role("button", name=button).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(WORDS)
    assert planted(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def shown(page: Page, *parts: str) -> None:
    for part in parts:
        expect(page.locator(part).first).to_contain_text(WORDS)
    assert planted(page) == []


def test_signing_in(look: Look) -> None:
    page = look("", "/sign-in")

    shown(page, ".person")


def test_a_case_its_talk_and_its_facts(look: Look) -> None:
    desk = look("sam", f"/cases?case={quote('C1 ' + IN_A_REF)}")

    shown(desk, ".row", ".symptom", ".title", ".talk", ".panel")
    in_a_dialog(desk, "Send someone?")
    in_a_dialog(desk, "Solved")
    desk.get_by_role("button", name="Change…").click()
    desk.get_by_role("dialog").get_by_role("combobox").first.click()
    shown(desk, "[role=option]")
    desk.reload()
    desk.get_by_role("button", name="New case").click()
    desk.get_by_role("combobox", name="Customer, site or device").click()
    shown(desk, "[role=option]")


def test_a_case_with_a_visit(look: Look) -> None:
    desk = look("sam", f"/cases?case={quote('case-P-1 ' + IN_A_REF)}")

    shown(desk, ".row", ".symptom", ".title", ".talk", ".panel")
    in_a_dialog(desk, "Cancel visit")
    desk.get_by_role("button", name="Send someone?").click()
    expect(desk.get_by_role("dialog")).to_contain_text("is already arranged")


def test_what_the_search_finds(look: Look) -> None:
    desk = look("sam", "/cases")
    shown(desk, ".row")

    expect(desk.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible()
    desk.get_by_role("searchbox").press_sequentially("hacked")

    expect(desk.locator(".row mark").first).to_have_text("hacked")
    shown(desk, ".row")


def test_the_timeline_the_map_and_the_selected_visit(look: Look) -> None:
    board = look("dora", f"/board?day={next_day()}")
    board.wait_for_selector(".map[data-draw-ms]")

    bar = board.locator(".bar").first
    bar.hover()
    shown(board, ".card", ".tray")
    bar.click()
    shown(board, ".st-key-board_details")
    board.locator(".number").last.hover()
    shown(board, ".bubble")
    board.locator(".home").first.hover(force=True)
    shown(board, ".bubble", ".names")
    for button in ("Move to…", "Why here?"):
        in_a_dialog(board, button)
    in_a_dialog(board, "Publish…")


def test_the_tray_and_its_reasons(look: Look) -> None:
    board = look("dora", f"/board?day={next_day()}")
    board.wait_for_selector(".map[data-draw-ms]")

    board.locator(".tray [data-visit]").first.click()

    shown(board, ".st-key-board_details")
    for button in ("Move to…", "Why not placed?"):
        in_a_dialog(board, button)


def test_the_week(look: Look) -> None:
    board = look("dora", f"/board?day={next_day()}&view=week")

    shown(board, ".weekrow")


def test_the_queue_of_costs_and_a_receipt(look: Look) -> None:
    costs = look("fin", "/costs?scope=all")

    shown(costs, ".row", ".receipt")
    costs.keyboard.press("o")
    shown(costs, "[role=dialog]")


@pytest.mark.parametrize("by", ["visit", "customer"])
def test_costs_broken_down(look: Look, by: str) -> None:
    costs = look("fin", f"/costs?view=breakdown&by={by}")

    expect(costs.get_by_test_id("stDataFrame").first).to_be_visible()


def test_the_filters_and_trends_of_costs(look: Look) -> None:
    costs = look("fin", "/costs?view=trends&customer=K1")

    expect(costs.locator("[data-testid=stCaptionContainer]").first).to_contain_text(WORDS)
    costs.get_by_role("button", name="Filters").click()
    costs.get_by_test_id("stPopoverBody").get_by_role("combobox").first.click()
    shown(costs, "[role=option] >> nth=1")


def test_users_and_the_first_steps(look: Look) -> None:
    page = look("ada", "/users")
    choice = page.get_by_role("combobox").first
    choice.fill("tom")
    choice.press("Enter")

    shown(page, "[data-testid=stMarkdownContainer] strong", ".who")
    page.goto(page.url.replace("/users", "/"))
    expect(page.get_by_role("heading").first).to_be_visible()


@pytest.mark.parametrize(
    "path", [f"/m?day={TODAY}", "/m/visit/P-1", "/m/no-access/P-1", "/m/report/P-1"]
)
def test_the_phone(look: Look, path: str) -> None:
    phone = look("tom", path)

    shown(phone, "body")
