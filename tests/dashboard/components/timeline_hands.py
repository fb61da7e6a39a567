"""What the tests of the timeline do with it in a browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Locator, Page

from tests.dashboard.components.board_page import a_day, a_row, a_stop, a_visit

Open = Callable[..., AbstractContextManager[Page]]

NOOR = a_row("noor", a_stop("V1", 9 * 60), a_stop("V2", 11 * 60))
TOM = a_row("tom", a_stop("V3", 10 * 60))
SANNE = a_row("sanne")
DAY = a_day(NOOR, TOM, SANNE, tray=(a_visit("T1", minutes=90, reason="needs gas level 3"),))


def bar(page: Page, visit: str) -> Locator:
    return page.locator(f"#timeline [data-visit={visit}]:not(.ghost)")


def sent(page: Page, name: str) -> list[Any]:
    return [value for kind, value in page.evaluate("window.sent") if kind == name]


def asked(page: Page, kind: str) -> list[Any]:
    return [one for one in page.evaluate("window.asked") if one["kind"] == kind]


def middle_of(page: Page, row: str) -> float:
    box = page.locator(f"[data-row={row}]").bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


def drag(page: Page, visit: str, to_x: float, to_y: float) -> None:
    """Grab the bar near its left edge and bring that to the point; does not let go."""
    box = bar(page, visit).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to_x, to_y - 4, steps=3)
    page.mouse.move(to_x, to_y, steps=2)
