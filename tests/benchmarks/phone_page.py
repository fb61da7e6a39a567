"""What the phone's pages cost on a slow phone: bytes, requests and time, cold and warm.

`python -m tests.benchmarks.phone_page` serves a day of eight visits and loads it through
Chromium, held back by its DevTools protocol to 1.6 Mbit/s, 150 ms a round trip and a quarter of
this machine's processor. Readable is the first contentful paint. Exits with 1 past a limit.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from dashboard.phone.pages import versions
from dispatch import database, migrations, models
from dispatch.config import Settings
from tests.dashboard.phone.day import minutes
from tests.dashboard.phone.small_web import SmallWeb, VisitorAt
from tests.dashboard.phone.test_browser import FLAGS
from tests.dispatch.company import a_company, a_visit, acting_technician
from tests.dispatch.published import a_published_route

MOST_BYTES = 50_000
MOST_MS = 1_000
ROUNDS = 5
VISITS = 8

BYTES_A_SECOND = 1.6e6 / 8
ROUND_TRIP_MS = 150
SLOWER = 4


@dataclass
class Load:
    """One page load: bytes over the wire with headers, requests, and milliseconds."""

    received: int = 0
    requests: int = 0
    readable_ms: float = 0
    done_ms: float = 0


@contextmanager
def a_long_day() -> Iterator[SmallWeb]:
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{Path(folder) / 'phone.db'}")
        migrations.upgrade(engine)
        with database.transaction(engine) as session:
            a_company(session)
            visits = [a_visit(session, ref=f"V{number}-1") for number in range(VISITS)]
            for visit in visits:
                visit.case.attempts.append(_an_attempt())
            a_published_route(session, visits)
            noor = acting_technician(session, "noor")
        settings = Settings.model_construct()
        web = SmallWeb({"noor": VisitorAt(engine, settings, noor, moment=minutes(10))})
        versions()
        yield web
        engine.dispose()


def _an_attempt() -> models.Attempt:
    return models.Attempt(
        channel="hotline",
        by="sam",
        started_at=minutes(-600),
        minutes=12,
        outcome="not_solved",
        transcript="Reset twice by phone, the error comes back after a minute.\n" * 10,
    )


@contextmanager
def a_slow_phone(browser: Browser, address: str) -> Iterator[tuple[Page, CDPSession]]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, base_url=address
    )
    context.add_cookies([{"name": "as", "value": "noor", "url": address}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND / 2,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, devtools
    context.close()


def load(page: Page, devtools: CDPSession, path: str) -> Load:
    seen = Load()

    def finished(event: dict[str, float]) -> None:
        if event["encodedDataLength"]:
            seen.received += int(event["encodedDataLength"])
            seen.requests += 1

    devtools.on("Network.loadingFinished", finished)
    page.goto(path, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    devtools.remove_listener("Network.loadingFinished", finished)
    seen.readable_ms, seen.done_ms = page.evaluate(
        "[performance.getEntriesByName('first-contentful-paint')[0].startTime,"
        " performance.timing.loadEventEnd - performance.timing.navigationStart]"
    )
    return seen


def measured(browser: Browser, address: str, path: str) -> tuple[list[Load], list[Load]]:
    cold, warm = [], []
    for _ in range(ROUNDS):
        with a_slow_phone(browser, address) as (page, devtools):
            cold.append(load(page, devtools, path))
            page.goto("about:blank")
            warm.append(load(page, devtools, path))
    return cold, warm


def report(name: str, loads: list[Load]) -> bool:
    """Print the medians; whether they keep within the limits."""
    received = max(one.received for one in loads)
    readable = median(one.readable_ms for one in loads)
    done = median(one.done_ms for one in loads)
    requests = max(one.requests for one in loads)
    kept = received <= MOST_BYTES and readable <= MOST_MS
    print(
        f"{name:<28}{received:>8,} bytes{requests:>4} requests"
        f"{readable:>8.0f} ms readable{done:>8.0f} ms loaded{'' if kept else '   TOO MUCH'}"
    )
    return kept


def main() -> int:
    print(
        f"{VISITS} visits, {BYTES_A_SECOND * 8 / 1e6:.1f} Mbit/s, {ROUND_TRIP_MS} ms, "
        f"processor / {SLOWER}, median of {ROUNDS}; limits {MOST_BYTES:,} bytes, {MOST_MS} ms; "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    kept = True
    with a_long_day() as web, web.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for path in ("/m", "/m/visit/V0-1"):
            cold, warm = measured(browser, address, path)
            kept &= report(f"{path} cold", cold)
            kept &= report(f"{path} warm", warm)
        browser.close()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
