"""One case from the customer's call to the approved cost, by four people on their own screens."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy.orm import Session

from dispatch import database, models
from dispatch.statuses import CostStatus
from tests.dashboard.server import PASSWORD, WebServer, serving
from tests.dispatch.company import technician
from tests.dispatch.desk import changes_of

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SLOW_MS = 60_000
PREPARED_MS = 240_000
"""The first search on a machine prepares itself for a minute or two."""


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """A busy machine may take its time."""
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=5_000)


def where_it_is_morning() -> str:
    """A time zone in which it is between nine and ten: the whole journey happens today."""
    ahead = 9 - datetime.now(UTC).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}"


def working_any_day(session: Session) -> None:
    """The customer and Noor are there whatever day the tests are run; Tom is not."""
    session.query(models.Site).update({"opening_hours": "Mo-Su 00:00-24:00"})
    technician(session, "tom").active = False
    technician(session, "noor").shift_patterns += [
        models.ShiftPattern(weekday=day, opens=time(8), closes=time(16, 30)) for day in (5, 6)
    ]


@pytest.fixture
def company(staffed_file: Path, tmp_path: Path) -> Iterator[WebServer]:
    file = Path(shutil.copy(staffed_file, tmp_path / "journey.db"))
    kept(file, working_any_day)
    zone = where_it_is_morning()
    with serving(file, DISPATCH_TIME_ZONE=zone, DISPATCH_SEARCH_SECONDS="10") as server:
        yield server


def test_from_a_call_to_an_approved_cost_across_four_roles(
    browser: Browser, company: WebServer
) -> None:
    with at_work(browser, company, "sam") as support:
        case_ref = the_call(support)
        visit_ref = the_gate(support, case_ref)
    with at_work(browser, company, "dora") as dispatcher:
        the_plan(dispatcher, visit_ref)
        the_promise(dispatcher)
    with at_work(browser, company, "noor", PHONE) as phone:
        the_visit(phone)
    with at_work(browser, company, "fin") as finance:
        the_review(finance, visit_ref)
    the_story(company)


@contextmanager
def at_work(
    browser: Browser, company: WebServer, name: str, size: dict[str, int] = DESK
) -> Iterator[Page]:
    """Signed in, in front of the own first page. A script that fails fails the test."""
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        has_touch=size is PHONE,
        locale="en-GB",
        base_url=company.url,
    )
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    yield page
    context.close()
    assert wrong == []


def the_call(desk: Page) -> str:
    """A heat pump gives no hot water; the hotline opens a case and tries a reset."""
    expect(desk.get_by_role("button", name="New case")).to_be_visible()
    expect(desk.get_by_text("Nothing is waiting")).to_be_visible()
    desk.keyboard.press("n")
    expect(desk.get_by_role("combobox", name="Customer, site or device")).to_be_focused()
    desk.keyboard.type("x-1")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("What is the matter")).to_be_focused()
    desk.keyboard.type("No hot water since this morning")
    desk.keyboard.press("Enter")

    expect(desk.locator(".symptom")).to_have_text("No hot water since this morning")
    log(desk, "reset tried, error E14 stays")
    found = re.search(r"C-\d{4}-\d{5}", desk.locator(".title").inner_text())
    assert found is not None
    return found[0]


def at_rest(page: Page) -> None:
    """What is being drawn anew would lose what is typed or clicked."""
    page.wait_for_timeout(200)
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_visible()


def log(desk: Page, words: str) -> None:
    at_rest(desk)
    line = desk.get_by_role("textbox", name="What was said")
    line.fill(words)
    line.press("Enter")
    expect(desk.get_by_role("log", name="Conversation")).to_contain_text(words)


def the_gate(desk: Page, case_ref: str) -> str:
    """Two attempts are asked for before anybody drives out: one is not enough."""
    gate = send_someone(desk)
    expect(gate).to_contain_text("1 of 2 remote attempts recorded")
    expect(gate).to_contain_text("reset tried, error E14 stays")
    expect(gate.get_by_role("button", name="Escalate")).to_have_count(0)
    desk.keyboard.press("Escape")
    expect(gate).to_have_count(0)

    log(desk, "filter cleaned together, still cold")
    gate = send_someone(desk)
    expect(gate).to_contain_text("Nothing: somebody can be sent")
    gate.get_by_label("Note for the technician").fill("dog in the garden")
    gate.get_by_role("button", name="Escalate").click()

    visit_ref = f"{case_ref}-1"
    expect(desk.get_by_role("status")).to_contain_text(f"Visit {visit_ref} is ready to be planned")
    return visit_ref


def send_someone(desk: Page) -> Locator:
    desk.get_by_role("button", name="Send someone?").click()
    gate = desk.get_by_role("dialog")
    expect(gate).to_contain_text("What a visit would cost")
    return gate


def the_plan(board: Page, visit_ref: str) -> None:
    """Today is planned by the solver; a draft appears and nobody has been promised anything."""
    board.locator(".st-key-board_date button").click()
    today = board.get_by_role("button", name="Today")
    today.click()
    # the first click beside an open popover would only close it
    at_rest(board)
    board.keyboard.press("Escape")
    expect(today).to_have_count(0)
    board.get_by_role("button", name="Plan this day").click()

    expect(bar(board, visit_ref)).to_have_count(1, timeout=PREPARED_MS)
    expect(
        board.locator(".row[data-row=noor]").locator(f"[data-visit={visit_ref}]")
    ).to_be_visible()
    expect(board.locator(".st-key-board_plan")).to_contain_text("Draft 1")
    expect(board.locator(".st-key-board_plan")).to_contain_text("Nothing is published for this day")
    expect(board.get_by_role("button", name="1 of 1 visits")).to_be_visible()


def bar(board: Page, visit_ref: str) -> Locator:
    return board.locator(f".bar[data-visit={visit_ref}]:not(.ghost)")


def the_promise(board: Page) -> None:
    at_rest(board)
    board.get_by_role("button", name="Publish…").click()
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("1 visit")
    dialog.get_by_role("button", name="Publish").click()

    expect(board.locator(".st-key-board_plan")).to_contain_text("This is what customers were told")


def the_visit(phone: Page) -> None:
    """Noor drives, arrives, finds scale, fits two sensors and works four hours."""
    expect(phone.get_by_role("link", name="Fictief Visser", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Start driving").tap()
    expect(phone.get_by_text("dog in the garden")).to_be_visible()
    phone.get_by_role("button", name="I have arrived").tap()
    phone.get_by_role("link", name="Report and finish").tap()
    phone.get_by_text("Solved", exact=True).tap()
    phone.get_by_label("What did you find and do?").fill("flow sensor and its spare were scaled")
    phone.get_by_text("Hard water", exact=True).tap()
    phone.get_by_label("What exactly? (Hard water)").fill("20 dH")
    more = phone.get_by_role("button", name="One more: Flow sensor").first
    more.tap()
    more.tap()
    phone.get_by_label("Minutes worked").fill("240")
    phone.get_by_role("button", name="Finish visit").tap()

    expect(phone.get_by_text("Fictief Visser: saved.")).to_be_visible()


def the_review(costs: Page, visit_ref: str) -> None:
    """Far over plan, so it stands out; planned and actual are side by side."""
    receipt = costs.locator(".receipt")
    expect(receipt.locator("h3").first).to_contain_text(visit_ref)
    labour = receipt.locator("table.lines tr", has_text="Labour")
    # 1 h x 48.00 planned; 4 h x 48.00 worked
    expect(labour).to_contain_text("€48.00")
    expect(labour).to_contain_text("€192.00")
    parts = receipt.locator("table.lines tr", has_text="Parts")
    # 1 x 38.50 planned; 2 x 38.50 used
    expect(parts).to_contain_text("€77.00")
    costs.keyboard.press("a")

    expect(receipt.locator(".message")).to_contain_text(f"Approved {visit_ref}")


def the_story(company: WebServer) -> None:
    """What the four clicked is kept, each step under its name."""
    file = Path(company.database_url.removeprefix("sqlite:///"))
    kept(file, the_same_story)


def the_same_story(session: Session) -> None:
    assert changes_of(session, "cases") == [
        ("", "open", "sam"),
        ("open", "escalated", "sam"),
        ("escalated", "solved", "noor"),
    ]
    assert changes_of(session, "visits") == [
        ("", "ready", "sam"),
        ("ready", "scheduled", "dora"),
        ("scheduled", "travelling", "noor"),
        ("travelling", "on_site", "noor"),
        ("on_site", "completed", "noor"),
    ]
    assert changes_of(session, "visit_costs") == [
        ("", "proposed", "noor"),
        ("proposed", "approved", "fin"),
    ]
    assert session.query(models.VisitCost).one().status is CostStatus.APPROVED
    visit = session.query(models.Visit).one()
    assert visit.findings == "flow sensor and its spare were scaled"
    assert [(one.factor, one.note) for one in visit.factors] == [("hard water", "20 dH")]


def kept(file: Path, change: Callable[[Session], None]) -> None:
    """Do it in the company's database."""
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        change(session)
    engine.dispose()
