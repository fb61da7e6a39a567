"""How fast the board is in a browser: python -m tests.benchmarks.board_page [TECHNICIANS VISITS]

Starts the real server over a made-up company (50 technicians with 800 visits unless said
otherwise) and prints, in milliseconds, median and worst of some rounds in headless Chromium:
first paint (cold and warm), choosing a visit until it is described, the price while dragging,
a drop until the touched routes stand there with their new times, what it costs and every rule it
breaks, and undoing and redoing it.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dispatch import accounts, clock, database, migrations
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.conftest import _QUIETLY
from tests.dashboard.server import PASSWORD, serving
from tests.dashboard.upcoming import add_technicians, add_visits, next_day, plan_by_hand
from tests.dispatch.company import a_company

ROUNDS = 8
IN_TRAY = 3
MINUTES = 20
_ROOTS = "[...document.querySelectorAll('*')].map((one) => one.shadowRoot)"
_BOARD = f"{_ROOTS}.map((root) => root?.querySelector('.board')).find(Boolean)"


def main(technicians: int, visits: int) -> None:
    print(f"{technicians} technicians, {visits} visits, {clock.utc_now():%Y-%m-%d %H:%M} UTC")
    _say_load("at the start")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "board.db"
        _fill(file, technicians, visits)
        with serving(file) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=list(_QUIETLY)
            )
            _measure(browser, server.url)
            browser.close()


def _fill(file: Path, technicians: int, visits: int) -> None:
    engine = database.connect(f"sqlite:///{file}")
    migrations.upgrade(engine)
    with database.transaction(engine) as session:
        a_company(session)
        accounts.create_user(
            session,
            actor=SYSTEM,
            name="dora",
            role=Role.DISPATCHER,
            password=PASSWORD,
            now=clock.utc_now(),
        )
        people = add_technicians(session, technicians)
        refs = add_visits(session, visits + IN_TRAY, MINUTES)
        each = visits // technicians
        orders = {ref: refs[at * each : (at + 1) * each] for at, ref in enumerate(people)}
        plan_by_hand(session, orders)
    engine.dispose()


def _measure(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=url)
    _sign_in(context)
    _report("first paint, cold", [_first_paint(context)])
    _report("first paint, warm", [_first_paint(context) for _ in range(3)])
    page = _open(context)
    page.wait_for_timeout(1500)
    print(f"{page.locator('.bar').count()} bars; drawn in {_said(page, 'drawMs')} ms")
    _report("choose a visit", [_choose(page, number) for number in range(ROUNDS)])
    prices, drops, undos, redos = [], [], [], []
    for number in range(ROUNDS):
        prices.append(_grab(page, number))
        drops.append(_changes(page, page.mouse.up))
        undos.append(_changes(page, lambda: page.keyboard.press("u")))
        redos.append(_changes(page, lambda: page.keyboard.press("Shift+U")))
    _report("price while dragging", prices)
    _report("redraw after a drop", drops)
    _report("redraw after an undo", undos)
    _report("redraw after a redo", redos)
    _say_load("at the end")
    context.close()


def _sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", "dora")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    page.close()


def _open(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/board?day={next_day().isoformat()}")
    page.wait_for_selector(".bar", timeout=60_000)
    return page


def _choose(page: Page, number: int) -> float:
    """Until the line below describes it."""
    bar = page.locator(f"[data-row=t{number:02d}] .bar").nth(3)
    name = f"Klant {str(bar.get_attribute('data-visit')).removeprefix('U-')}"
    began = time.perf_counter()
    bar.click()
    page.locator(".st-key-board_details").get_by_text(name).first.wait_for()
    took = (time.perf_counter() - began) * 1000
    page.wait_for_timeout(700)
    return took


def _grab(page: Page, number: int) -> float:
    """Drag a stop two rows down; until the chip tells the price."""
    bar = page.locator(f"[data-row=t{number:02d}] .bar").nth(2)
    box = bar.bounding_box()
    while box is None:  # its row was being drawn anew
        box = bar.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 60, steps=3)
    page.wait_for_timeout(900)
    began = time.perf_counter()
    page.mouse.move(box["x"] + 60, box["y"] + 84)
    page.locator(".chip", has_text="€").wait_for()
    return (time.perf_counter() - began) * 1000


def _changes(page: Page, act: Callable[[], object]) -> float:
    """From the hand to the board drawn anew."""
    before = _said(page, "revision")
    began = time.perf_counter()
    act()
    page.wait_for_function(f"before => {_BOARD}?.dataset.revision !== before", arg=before)
    took = (time.perf_counter() - began) * 1000
    page.wait_for_timeout(1500)
    return took


def _said(page: Page, name: str) -> str:
    return str(page.evaluate(f"{_BOARD}.dataset.{name}"))


def _first_paint(context: BrowserContext) -> float:
    """Closed again: each open board is drawn anew after each edit, which keeps the server busy."""
    began = time.perf_counter()
    page = _open(context)
    took = (time.perf_counter() - began) * 1000
    page.close()
    return took


def _say_load(when: str) -> None:
    print(f"load average {when}: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def _report(what: str, times: list[float]) -> None:
    print(f"{what:24} median {statistics.median(times):6.0f}  worst {max(times):6.0f}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]] or [50, 800]
    main(*given)
