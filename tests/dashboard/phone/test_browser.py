"""The phone's pages in a real browser: with thumbs, drafts, double taps, and without a script."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine

from dispatch.statuses import VisitStatus
from tests.dashboard.phone.day import looking, minutes, visit_row
from tests.dashboard.phone.small_web import SmallWeb

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(web: SmallWeb) -> Iterator[str]:
    with web.served() as address:
        yield address


@contextmanager
def a_phone(browser: Browser, address: str, script: bool = True) -> Iterator[Page]:
    """Noor's phone, 360 pixels wide. A script that fails fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=script,
        base_url=address,
    )
    context.add_cookies([{"name": "as", "value": "noor", "url": address}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def go_there(web: SmallWeb, page: Page) -> None:
    page.goto("/m")
    page.get_by_role("button", name="Start driving").tap()
    page.get_by_role("button", name="I have arrived").wait_for()
    web.at(minutes(30))
    page.get_by_role("button", name="I have arrived").tap()
    page.get_by_role("link", name="Report and finish").wait_for()
    web.at(minutes(65))
    page.get_by_role("link", name="Report and finish").tap()
    page.wait_for_url("**/m/report/A-1")


def fill_in(page: Page) -> None:
    page.get_by_text("Partly solved").tap()
    page.get_by_label("What did you find and do?").fill("Valve stuck\nfreed it")
    page.get_by_text("Damp", exact=True).tap()


@pytest.mark.parametrize("script", [True, False])
def test_a_visit_is_done_from_leaving_to_report(
    browser: Browser, web: SmallWeb, address: str, engine: Engine, script: bool
):
    with a_phone(browser, address, script) as page:
        go_there(web, page)
        fill_in(page)
        page.get_by_label("What exactly? (Damp)").fill("cellar")
        page.get_by_role("button", name="Finish visit").tap()

        expect(page.get_by_text("Fictief Visser: saved.")).to_be_visible()
        expect(page.get_by_role("button", name="Start driving")).to_be_visible()

    with looking(engine) as session:
        visit = visit_row(session, "A-1")
        assert visit.status is VisitStatus.COMPLETED
        assert visit.findings.split() == ["Valve", "stuck", "freed", "it"]
        assert [(one.factor, one.note) for one in visit.factors] == [("damp", "cellar")]


def test_a_half_filled_report_is_there_again_and_gone_once_sent(
    browser: Browser, web: SmallWeb, address: str
):
    with a_phone(browser, address) as page:
        go_there(web, page)
        fill_in(page)
        page.get_by_role("button", name="One more: Flow sensor").first.tap()
        page.goto("/m")
        web.at(minutes(70))
        page.goto("/m/report/A-1")

        expect(page.get_by_label("What did you find and do?")).to_have_value(
            "Valve stuck\nfreed it"
        )
        expect(page.get_by_label("Partly solved")).to_be_checked()
        expect(page.get_by_label("Damp", exact=True)).to_be_checked()
        expect(page.locator('[name="used.FS-2"]')).to_have_value("1")
        # counted, not typed: the minutes go on
        expect(page.get_by_label("Minutes worked")).to_have_value("40")
        expect(page.get_by_text("Restored what you typed before.")).to_be_visible()

        page.get_by_role("button", name="Finish visit").tap()
        page.get_by_text("saved.").wait_for()
        assert page.evaluate("Object.keys(localStorage)") == []


def test_a_draft_may_be_thrown_away(browser: Browser, web: SmallWeb, address: str):
    with a_phone(browser, address) as page:
        go_there(web, page)
        fill_in(page)
        page.reload()
        page.get_by_role("button", name="Start again").tap()

        expect(page.get_by_label("What did you find and do?")).to_have_value("")
        assert page.evaluate("Object.keys(localStorage)") == []


def test_a_refused_report_keeps_its_words_and_leads_to_the_field(
    browser: Browser, web: SmallWeb, address: str
):
    with a_phone(browser, address) as page:
        go_there(web, page)
        fill_in(page)
        page.get_by_label("Kilometres driven here").fill("far")
        page.get_by_role("button", name="Finish visit").tap()

        expect(page.get_by_role("alert")).to_contain_text("Kilometres are a number")
        expect(page.get_by_label("Kilometres driven here")).to_have_value("far")
        expect(page.get_by_label("What did you find and do?")).to_have_value(
            "Valve stuck\nfreed it"
        )


def test_the_return_visit_is_asked_only_where_there_is_one(
    browser: Browser, web: SmallWeb, address: str
):
    with a_phone(browser, address) as page:
        go_there(web, page)
        wish = page.get_by_text("Plan a return visit")
        page.get_by_text("Solved", exact=True).tap()
        expect(wish).to_be_hidden()
        page.get_by_text("Part missing").tap()
        expect(wish).to_be_visible()


def test_two_quick_taps_are_one(browser: Browser, address: str, engine: Engine):
    with a_phone(browser, address) as page:
        sent: list[str] = []
        page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
        page.goto("/m")
        page.get_by_role("button", name="Start driving").dblclick()
        page.get_by_role("button", name="I have arrived").wait_for()

        assert len(sent) == 1


@pytest.mark.parametrize("path", ["/m", "/m/visit/A-1", "/m/report/A-1", "/m/no-access/A-1"])
@pytest.mark.parametrize("who", ["noor", "noor-nl"])
def test_a_thumb_hits_everything_at_360_pixels(
    browser: Browser, web: SmallWeb, address: str, path: str, who: str
):
    with a_phone(browser, address) as page:
        go_there(web, page)
        page.context.add_cookies([{"name": "as", "value": who, "url": address}])
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input, textarea")]
              .filter((it) => it.offsetParent && it.type !== "hidden")
              .map((it) => it.closest(".choices label") ?? it)
              .filter((it) => it.getBoundingClientRect().height < 47.5)
              .map((it) => it.outerHTML.slice(0, 90))"""
        )
        main = page.locator(".bar .main")

        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        box = main.bounding_box()
        assert box is not None
        assert box["height"] >= 56
        assert box["y"] + box["height"] <= 740


def test_nothing_is_asked_of_anybody_else(browser: Browser, web: SmallWeb, address: str):
    with a_phone(browser, address) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        go_there(web, page)
        for path in ("/m", "/m/visit/A-1", "/m/no-access/A-1"):
            page.goto(path)

        assert [url for url in asked if not url.startswith((address, "data:"))] == []
