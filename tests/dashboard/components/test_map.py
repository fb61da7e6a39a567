"""The map in a real browser, without tiles."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.dashboard.components import board_page
from tests.dashboard.components.board_page import a_day, a_row, a_stop

DAY = a_day(a_row("noor", a_stop("V1", 540), a_stop("V2", 660)))
MAP = board_page.a_map(("V1", 52.78, 6.9), ("V2", 52.5, 6.1))


@pytest.fixture(scope="module")
def board(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    with board_page.served(DAY, MAP) as address:
        wrong = board_page.watch(page, address)
        page.goto(address)
        page.wait_for_selector(".map[data-draw-ms]")
        yield page
        page.close()
    assert not wrong


def test_homes_are_squares_and_towns_have_names_without_tiles(board: Page) -> None:
    expect(board.locator(".homesign .home")).to_have_count(1)
    assert board.locator(".place").all_inner_texts() == ["Emmen"]
    expect(board.locator(".leaflet-tile")).to_have_count(0)


def test_selecting_on_the_timeline_numbers_the_stops_of_the_route(board: Page) -> None:
    board.locator("#timeline [data-visit=V2]").click()

    assert board.locator(".number").all_inner_texts() == ["1", "2"]
    assert board.locator(".number.chosen").inner_text() == "2"


def test_selecting_on_the_map_selects_on_the_timeline(board: Page) -> None:
    board.locator("#timeline [data-visit=V2]").click()
    board.locator(".number", has_text="1").click()

    expect(board.locator("#timeline .bar.selected")).to_have_attribute("data-visit", "V1")
    assert board.locator(".number.chosen").inner_text() == "1"
