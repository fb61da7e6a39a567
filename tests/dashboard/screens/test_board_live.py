"""The board on the real server in a real browser, alone and with a colleague."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from dispatch import database
from tests.dashboard.conftest import Serve
from tests.dashboard.server import PASSWORD, WebServer
from tests.dashboard.upcoming import add_visits, next_day, plan_by_hand


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """A busy machine may take its time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def board(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    """Tomorrow by the real clock: two visits of Noor's, one of Tom's, one in the tray."""
    file = Path(shutil.copy(staffed_file, tmp_path_factory.mktemp("board") / "board.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        one, two, three, _ = add_visits(session, 4, minutes=60)
        plan_by_hand(session, {"noor": [one, two], "tom": [three]})
    engine.dispose()
    return web_server(file)


def signed_in(browser: Browser, server: WebServer, name: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=server.url)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/*")
    page.close()
    return context


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/board?day={next_day().isoformat()}")
    page.wait_for_selector(".bar", timeout=30_000)
    page.wait_for_selector(".map[data-draw-ms]")
    return page


def bar(page: Page, visit: str) -> Locator:
    return page.locator(f"[data-visit={visit}]:not(.ghost)")


def row_of(page: Page, technician: str) -> Locator:
    return page.locator(f".row[data-row={technician}]")


def drag(page: Page, visit: str, technician: str) -> None:
    source, target = bar(page, visit).bounding_box(), row_of(page, technician).bounding_box()
    assert source is not None
    assert target is not None
    page.mouse.move(source["x"] + 6, source["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 600, target["y"] + 10, steps=4)
    page.mouse.move(target["x"] + 600, target["y"] + 19, steps=2)


def test_a_day_at_the_board(browser: Browser, board: WebServer) -> None:
    dora = signed_in(browser, board, "dora")
    elsewhere: list[str] = []
    dora.on("request", lambda asked: elsewhere.append(asked.url))
    page = opened(dora)
    colleague = signed_in(browser, board, "ada")
    other = opened(colleague)

    # the page does not scroll: everything is on one screen
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollHeight - main.clientHeight") <= 0

    # choosing on the timeline numbers the route on the map and describes the visit below
    bar(page, "U-001").click()
    expect(page.locator(".number")).to_have_count(2)
    expect(page.locator(".st-key-board_details")).to_contain_text("Klant 001")

    # dragging from the tray tells the price before the drop, and re-times after it
    drag(page, "U-003", "tom")
    expect(page.locator(".chip")).to_contain_text("€")
    page.mouse.up()
    expect(row_of(page, "tom").locator("[data-visit=U-003]")).to_have_count(1)
    expect(page.get_by_role("button", name="4 of 4 visits")).to_be_visible()

    # the colleague sees it without doing anything
    expect(row_of(other, "tom").locator("[data-visit=U-003]")).to_have_count(1)

    # by keyboard to the other technician, and undone by one key
    bar(page, "U-003").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(row_of(page, "noor").locator("[data-visit=U-003]")).to_have_count(1)
    page.keyboard.press("u")
    expect(row_of(page, "tom").locator("[data-visit=U-003]")).to_have_count(1)

    # pinned, and published after one confirmation
    page.get_by_role("button", name="Pin").click()
    page.get_by_text("Keep the technician").click()
    expect(bar(page, "U-003").locator(".icon-pin")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Publish…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("4 visits")
    dialog.get_by_role("button", name="Publish").click()
    expect(page.locator(".st-key-board_plan")).to_contain_text("This is what customers were told")

    assert [url for url in elsewhere if not url.startswith((board.url, "blob:", "data:"))] == []
    dora.close()
    colleague.close()


def test_those_who_do_not_dispatch_do_not_get_the_board(board: WebServer) -> None:
    # a stranger is led to the sign-in; others are told that it is not theirs
    assert board.stranger().get("/board").status == 303
    for name in ("sam", "noor", "fin"):
        assert board.signed_in(name).get("/board").status in (303, 403)
    for name in ("dora", "ada"):
        assert board.signed_in(name).get("/board").status == 200
