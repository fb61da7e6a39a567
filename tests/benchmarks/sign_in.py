"""How long from signing in to the first content, for each role: python -m tests.benchmarks.sign_in

Serves the sample company of the demo and presses Enter on the sign-in page, in headless Chromium
without throttling. Content is what the person came for: the first case of the queue, the first
bar of the board, the first visit to review, the day on the phone. Prints milliseconds: for a
browser that was never here on a server that has just started, for one that was never here, and
the median for one that was.
"""

import os
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from dispatch.sign_in import DEMO_PASSWORD
from tests.dashboard.conftest import _CHROMIUM, _QUIETLY
from tests.dashboard.server import serving
from tests.walk_screens import _made_company

AGAIN = 4
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}

FIRST_CONTENT = {
    "support": ("sam", "[role=option]"),
    "dispatcher": ("dora", ".bar"),
    "technician": ("noor", ".top h1"),
    "finance": ("fin", ".row"),
    "admin": ("ada", "[data-testid=stMainBlockContainer] h1"),
}
"""Who signs in, and what they came for."""


def main() -> None:
    load = os.getloadavg()[0]
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average {load:.1f}; milliseconds")
    print(f"{'from Enter to content':24} {'server cold':>12} {'browser cold':>13} {'warm':>6}")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "company.db"
        _made_company(file)
        program = next(path for path in _CHROMIUM if Path(path).exists())
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIETLY))
        for role, (name, content) in FIRST_CONTENT.items():
            with serving(file) as server:
                first = _first_visit(browser, server.url, name, content)
                second = _first_visit(browser, server.url, name, content, AGAIN)
            cold, *warm = second
            print(f"{role:24} {first[0]:12.0f} {cold:13.0f} {statistics.median(warm):6.0f}")
        browser.close()


def _first_visit(
    browser: Browser, url: str, name: str, content: str, again: int = 0
) -> list[float]:
    """A browser that was never here, and then comes again so often."""
    size = PHONE if name == "noor" else DESK
    context = browser.new_context(viewport=size, base_url=url)  # type: ignore[arg-type]
    took = [_sign_in(context, name, content) for _ in range(1 + again)]
    context.close()
    return took


def _sign_in(context: BrowserContext, name: str, content: str) -> float:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", DEMO_PASSWORD)
    began = time.perf_counter()
    page.press("[name=password]", "Enter")
    page.locator(content).first.wait_for(timeout=60_000)
    took = (time.perf_counter() - began) * 1000
    page.wait_for_timeout(1000)
    page.close()
    context.clear_cookies()
    return took


if __name__ == "__main__":
    main()
