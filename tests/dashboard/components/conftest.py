"""The board's components in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.dashboard.components import board_page
from tests.dashboard.components.timeline_hands import DAY, Open


@pytest.fixture
def page_with(browser: Browser) -> Open:
    """A page with this data. A script that fails fails the test; so does a foreign request."""

    @contextmanager
    def opened(data: dict[str, Any] = DAY, **context: Any) -> Iterator[Page]:
        size = {"width": 1200, "height": 800}
        page = browser.new_page(**{"viewport": size, **context})
        with board_page.served(data, board_page.a_map(("V1", 52.78, 6.9))) as address:
            wrong = board_page.watch(page, address)
            page.goto(address)
            page.wait_for_selector(".bar")
            yield page
            page.close()
        assert not wrong

    return opened
