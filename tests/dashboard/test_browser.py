"""What only a browser shows: signing in and out, losing a session, languages, errors, payloads."""

import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dispatch import clock, models, sign_in
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.conftest import Serve
from tests.dashboard.payloads import PAYLOADS
from tests.dashboard.server import PASSWORD, WebServer
from tests.dashboard.staff import add_user, changed
from tests.dashboard.test_events import something_happens

SLOW_MS = 30_000
HEADER = ".st-key-fd_who"


def signed_in(page: Page, web: WebServer, name: str, path: str = "") -> Page:
    page.goto(f"{web.url}/sign-in?next={path}")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(HEADER)).to_contain_text("Sign out", timeout=SLOW_MS)
    return page


def test_signing_in_and_out_by_keyboard(page: Page, web: WebServer) -> None:
    page.goto(f"{web.url}/users")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)
    assert page.url == f"{web.url}/users"
    expect(page.locator(HEADER)).to_contain_text("Administrator")
    page.locator(HEADER).get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_top_line_is_reached_with_the_tabulator_key(page: Page, web: WebServer) -> None:
    signed_in(page, web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)

    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(_FOCUSED))

    assert {"Board", "Cases", "Costs", "NL", "Sign out"} <= reached


_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.textContent.trim() ?? "";
}"""


def test_a_session_ended_by_an_administrator_takes_the_open_page_away(
    page: Page, web: WebServer
) -> None:
    add_user(web, "kim", role=Role.ADMIN)
    signed_in(page, web, "kim", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)
    began = time.monotonic()

    changed(
        web,
        lambda session: sign_in.end_sessions(
            session, actor=SYSTEM, name="kim", now=clock.utc_now()
        ),
    )

    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=SLOW_MS)
    assert page.url == f"{web.url}/sign-in?next=%2Fusers"
    # within a second, and the time that a busy machine takes to show another page
    assert time.monotonic() - began < 5


def test_signing_out_in_one_tab_ends_the_other(page: Page, web: WebServer) -> None:
    signed_in(page, web, "ada", "/users")
    other = page.context.new_page()
    other.goto(f"{web.url}/")
    expect(other.locator(HEADER)).to_contain_text("Sign out", timeout=SLOW_MS)

    other.locator(HEADER).get_by_role("button", name="Sign out").click()

    page.bring_to_front()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=SLOW_MS)


def test_the_language_is_changed_on_the_page_and_stays(page: Page, web: WebServer) -> None:
    signed_in(page, web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)

    page.locator(HEADER).get_by_role("link", name="NL").click()

    expect(page.get_by_role("heading", name="Gebruikers")).to_be_visible(timeout=SLOW_MS)
    assert page.url == f"{web.url}/users"
    expect(page.locator(HEADER)).to_contain_text("Afmelden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_follow_the_colours_of_the_device(
    browser: Browser, web: WebServer, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    page = signed_in(context.new_page(), web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)

    colour = page.locator(".stApp").evaluate("one => getComputedStyle(one).backgroundColor")
    brightness = sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 3
    context.close()

    assert (brightness > 128) == (scheme == "light")


@pytest.mark.parametrize(
    ("name", "path", "part"),
    [
        ("ada", "/sign-in", "form"),
        ("ada", "/", "h1"),
        ("ada", "/users", "[data-testid=stDataFrame]"),
        ("sam", "/cases", ".queue"),
        ("dora", "/board", ".map[data-draw-ms]"),
        ("fin", "/costs", HEADER),
        ("noor", "/m", "header"),
        ("noor", "/no-such-page", "main"),
    ],
)
def test_nothing_is_asked_of_any_other_host_and_no_chrome_is_left(
    page: Page, web: WebServer, name: str, path: str, part: str
) -> None:
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(f"{web.url}/sign-in")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(web.url + path)
    expect(page.locator(part).first).to_be_visible(timeout=SLOW_MS)
    page.wait_for_timeout(800)

    hosts = {re.sub(r"^blob:", "", url).split("/")[2] for url in asked if url[:5] != "data:"}
    assert hosts == {web.url.removeprefix("http://")}
    assert not [line for line in complaints if "Content Security Policy" in line]
    for part in ("stMainMenu", "stAppDeployButton", "stDecoration"):
        expect(page.get_by_test_id(part)).to_be_hidden()
    assert page.locator(".stApp footer").count() == 0


def test_fifty_script_payloads_as_names_run_nothing(page: Page, web: WebServer) -> None:
    def add_all(session: object) -> None:
        for number, payload in enumerate(PAYLOADS):
            session.add(  # type: ignore[attr-defined]
                models.User(
                    name=f"p{number:02}",
                    full_name=payload,
                    role=Role.ADMIN,
                    created_at=clock.utc_now(),
                )
            )

    changed(web, add_all)
    signed_in(page, web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)
    choice = page.get_by_role("combobox").first
    for number in range(0, len(PAYLOADS), 7):
        choice.fill(f"p{number:02}")
        choice.press("Enter")
        expect(page.get_by_role("button", name="Set password")).to_be_visible(timeout=SLOW_MS)

    assert page.evaluate("window.hacked") is None
    _as_the_name_of_the_visitor(page, web)


def _as_the_name_of_the_visitor(page: Page, web: WebServer) -> None:
    add_user(web, "mal", role=Role.ADMIN, full_name=PAYLOADS[8])
    page.context.clear_cookies()
    signed_in(page, web, "mal", "/users")

    expect(page.locator(HEADER)).to_contain_text(PAYLOADS[8])
    assert page.evaluate("window.hacked") is None


@pytest.fixture
def broken_web(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    """A server whose database a test may break while it runs."""
    copy = tmp_path_factory.mktemp("broken") / "broken.db"
    return web_server(Path(shutil.copy(staffed_file, copy)))


def test_a_mistake_of_ours_shows_a_number_that_the_log_explains(
    page: Page, broken_web: WebServer
) -> None:
    signed_in(page, broken_web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)
    changed(
        broken_web,
        lambda session: session.connection().exec_driver_sql(
            "ALTER TABLE users RENAME COLUMN created_at TO created"
        ),
    )
    page.reload()

    shown = page.get_by_text("Something went wrong on our side")
    expect(shown.first).to_be_visible(timeout=SLOW_MS)
    text = page.locator("body").inner_text()
    number = re.search(r"error number ([0-9a-f]{8})", text)
    assert number is not None
    assert number[1] in broken_web.log.read_text()
    for secret in ("Traceback", "sqlite", "OperationalError", "dashboard/", "SELECT"):
        assert secret not in text


def test_a_refusal_inside_a_page_is_said_calmly(page: Page, web: WebServer) -> None:
    signed_in(page, web, "ada", "/users")
    choice = page.get_by_role("combobox").first
    choice.fill("tom")
    choice.press("Enter")
    expect(page.get_by_role("button", name="Set password")).to_be_visible(timeout=SLOW_MS)
    page.locator("input[type=password]").first.fill("short")
    page.get_by_role("button", name="Set password").click()

    expect(page.get_by_text("it needs 10 to 200")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()


def test_a_changed_role_counts_for_the_open_page(page: Page, web: WebServer) -> None:
    add_user(web, "lou", role=Role.ADMIN)
    signed_in(page, web, "lou", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)

    def demote(session: object) -> None:
        user = session.query(models.User).filter_by(name="lou").one()  # type: ignore[attr-defined]
        user.role = Role.FINANCE

    changed(web, demote)
    choice = page.get_by_role("combobox").first
    choice.fill("tom")
    choice.press("Enter")

    # the page is run again for what the visitor now is, and goes where finance begins
    page.wait_for_url(f"{web.url}/costs", timeout=SLOW_MS)
    expect(page.get_by_role("heading", name="Users")).to_be_hidden()
    page.goto(f"{web.url}/users")
    expect(page.get_by_text("This page is for other roles")).to_be_visible(timeout=SLOW_MS)


def test_news_wait_until_the_page_is_drawn(page: Page, web: WebServer) -> None:
    """A run that news asked for would stop the run of a button in its middle, after the commit."""
    signed_in(page, web, "ada", "/users")
    expect(page.get_by_role("heading", name="Users")).to_be_visible(timeout=SLOW_MS)
    page.wait_for_timeout(1_500)
    page.evaluate(
        """() => {
          window.heard = 0;
          window.addEventListener("dispatch:changed", () => (window.heard += 1));
          document.querySelector('[data-testid="stApp"]').dataset.testScriptState = "running";
        }"""
    )

    changed(web, something_happens)
    page.wait_for_timeout(2_000)
    assert page.evaluate("window.heard") == 0

    page.evaluate(
        """() => {
          document.querySelector('[data-testid="stApp"]').dataset.testScriptState = "notRunning";
        }"""
    )
    page.wait_for_function("window.heard === 1", timeout=SLOW_MS)
