"""The states of every screen besides the usual one: empty, loading, working, refused, stale.

Each is an address and what a hand does there, in whatever language the page is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Page

from dispatch.sign_in import DEMO_PASSWORD

Act = Callable[[Page, "Scene"], None]


@dataclass(frozen=True)
class Scene:
    """What there is to look at; `colleague` opens a page of somebody else at the same server."""

    day: date
    visit: str
    colleague: Callable[[str, str], Page]


@dataclass(frozen=True)
class State:
    """`settled`: the picture waits until the page is at rest. `empty`: of a company without
    anything in it."""

    name: str
    user: str
    path: str
    act: Act = lambda page, scene: None
    settled: bool = True
    empty: bool = False


def states(day: date, visit: str) -> Iterator[State]:
    """All of them, those that change something last."""
    board, far = f"/board?day={day}", f"/board?day={day + timedelta(days=20)}"
    yield from _of_the_frame()
    yield State("board-empty", "dora", far)
    yield State("board-loading", "dora", board, _at_first, settled=False)
    yield State("board-week", "dora", f"{board}&view=week", _week)
    yield State("board-selected", "dora", board, _select)
    yield State("board-tray", "dora", board, _select_in_tray)
    yield State("board-why", "dora", board, _why)
    yield State("board-move", "dora", board, _move)
    yield State("board-rules", "dora", board, _rules)
    yield State("board-rules-refused", "dora", board, _rules_refused)
    yield State("board-tie", "dora", board, _tie)
    yield State("board-figures", "dora", board, _figures)
    yield State("board-help", "dora", board, _help)
    yield State("board-plan-menu", "dora", board, _plan_menu)
    yield from _of_the_team()
    yield from _of_cases()
    yield from _of_costs()
    yield from _of_the_phone(day, visit)
    yield State("board-refused", "dora", board, _move_far)
    yield State("board-edited", "dora", board, _move_by_key)
    yield State("board-compare", "dora", board, _compare)
    yield State("board-publish", "dora", board, _publish)
    yield State("board-stale", "dora", board, _overtaken)
    yield State("board-working", "dora", board, _plan, settled=False)


def _of_the_frame() -> Iterator[State]:
    yield State("sign-in-refused", "", "/sign-in", _wrong_password)
    yield State("no-page", "dora", "/no/such/page")
    yield State("not-for-you", "sam", "/users")
    yield State("signed-out", "sam", "/cases", _signed_out)
    yield State("home-empty", "ada", "/", empty=True)
    yield State("board-no-company", "ada", "/board", empty=True)
    yield State("cases-empty", "ada", "/cases", empty=True)
    yield State("costs-empty", "ada", "/costs", empty=True)
    yield State("users-add", "ada", "/users", _add_user)
    yield State("users-refused", "ada", "/users", _add_user_badly)
    yield State("users-one", "ada", "/users", _choose_user)


def _of_the_team() -> Iterator[State]:
    one = "/team?of=technicians&who=noor"
    yield State("team-empty", "ada", "/team", empty=True)
    yield State("team-nobody", "dora", "/team?of=technicians&who=nobody")
    yield State("team-add", "dora", "/team", _add_technician)
    yield State("team-hours", "dora", one, _hours)
    yield State("team-refused", "dora", one, _hours_refused)
    yield State("team-site", "dora", "/team?of=sites&who=S001")
    yield State("team-work", "dora", "/team?of=work_types&who=heat-pump-repair")


def _of_cases() -> Iterator[State]:
    yield State("cases-loading", "sam", "/cases", _at_first, settled=False)
    yield State("cases-search", "sam", "/cases", _search("pump"))
    yield State("cases-no-hit", "sam", "/cases", _search("zzz nothing"))
    yield State("cases-new", "sam", "/cases", _press("n"))
    yield State("cases-gate", "sam", "/cases", _press("s"))
    yield State("cases-one", "sam", "/cases", _first_case)
    yield State("cases-read-only", "fin", "/cases")
    yield State("cases-logged", "sam", "/cases", _log)
    yield State("cases-stale", "sam", "/cases", _overtaken_case)


def _of_costs() -> Iterator[State]:
    yield State("costs-loading", "fin", "/costs", _at_first, settled=False)
    yield State("costs-breakdown", "fin", "/costs?view=breakdown")
    yield State("costs-trends", "fin", "/costs?view=trends")
    yield State("costs-nothing", "fin", "/costs?status=disputed")
    yield State("costs-refused", "fin", "/costs?period=days&days=2024-01-01..2026-11-01")
    yield State("costs-read-only", "dora", "/costs")
    yield State("costs-talk", "fin", "/costs", _receipt_key("o"))
    yield State("costs-asking", "fin", "/costs", _receipt_key("q"))
    yield State("costs-decided", "fin", "/costs", _receipt_key("a"))
    yield State("costs-stale", "fin", "/costs", _overtaken_cost)


def _of_the_phone(day: date, visit: str) -> Iterator[State]:
    page = f"/m/visit/{visit}"
    yield State("phone-empty", "noor", f"/m?day={day + timedelta(days=40)}")
    yield State("phone-gone", "noor", "/m/visit/none")
    yield State("phone-others", "dora", "/m")
    yield State("phone-travelling", "noor", page, _tap("travel"))
    yield State("phone-on-site", "noor", page, _tap("arrive"))
    yield State("phone-day-running", "noor", f"/m?day={day}")
    yield State("phone-report", "noor", f"/m/report/{visit}")
    yield State("phone-report-refused", "noor", f"/m/report/{visit}", _send)
    yield State("phone-no-access", "noor", f"/m/no-access/{visit}")


def _at_first(page: Page, scene: Scene) -> None:
    page.wait_for_selector("[data-testid=stApp]")
    page.wait_for_timeout(250)


def _wrong_password(page: Page, scene: Scene) -> None:
    page.fill("[name=name]", "dora")
    page.fill("[name=password]", f"not {DEMO_PASSWORD}")
    page.press("[name=password]", "Enter")


def _signed_out(page: Page, scene: Scene) -> None:
    """The session ends elsewhere; the next click finds out."""
    page.wait_for_selector(".queue")
    page.context.clear_cookies()
    page.reload()


def _add_user(page: Page, scene: Scene) -> None:
    page.locator("summary").first.click()


def _add_user_badly(page: Page, scene: Scene) -> None:
    _add_user(page, scene)
    page.locator(".st-key-users_add_name input").fill("dora")
    page.locator("[type=password]").first.fill("a long password")
    page.locator("[data-testid=stFormSubmitButton] button").first.click()


def _choose_user(page: Page, scene: Scene) -> None:
    page.locator("[data-testid=stSelectbox] input").first.click()
    page.get_by_role("option").nth(1).click()


def _bar(page: Page, number: int = 0) -> None:
    page.wait_for_selector(".bar")
    page.wait_for_timeout(1500)
    page.locator(".bar:not(.ghost)").nth(number).focus()


def _select(page: Page, scene: Scene) -> None:
    _bar(page)
    page.locator(".bar:not(.ghost)").first.click()
    page.wait_for_selector(".st-key-board_why")


def _select_in_tray(page: Page, scene: Scene) -> None:
    page.wait_for_selector(".bar")
    page.wait_for_timeout(1500)
    page.locator(".tray [data-visit]").nth(1).click()
    page.wait_for_selector(".st-key-board_why")


def _why(page: Page, scene: Scene) -> None:
    _select_in_tray(page, scene)
    page.locator(".st-key-board_why button").click()


def _move(page: Page, scene: Scene) -> None:
    _bar(page)
    page.keyboard.press("Enter")


def _rules(page: Page, scene: Scene) -> None:
    _select(page, scene)
    page.locator(".st-key-board_edit_rules button").click()
    page.wait_for_selector("[role=dialog] form, [role=dialog] [data-testid=stForm]")


def _rules_refused(page: Page, scene: Scene) -> None:
    _rules(page, scene)
    page.locator("[role=dialog] [class*=_due_by] input").fill("soon")
    page.locator("[role=dialog] [class*=_save] button").click()


def _tie(page: Page, scene: Scene) -> None:
    _rules(page, scene)
    page.locator("[role=dialog] [role=tab]").nth(1).click()
    page.locator("[role=dialog] summary").first.click()


def _add_technician(page: Page, scene: Scene) -> None:
    page.locator(".st-key-team_add button").click()


def _hours(page: Page, scene: Scene) -> None:
    page.locator("[role=tab]").nth(1).click()
    page.locator("summary").first.click()


def _hours_refused(page: Page, scene: Scene) -> None:
    page.locator("[role=tab]").nth(1).click()
    page.locator("[class*=_rest_hours] input").fill("long")
    page.locator("[class*=_hours_save] button").click()


def _figures(page: Page, scene: Scene) -> None:
    page.locator(".st-key-board_figure_cost button:visible").first.click()


def _help(page: Page, scene: Scene) -> None:
    _bar(page)
    page.keyboard.press("?")


def _week(page: Page, scene: Scene) -> None:
    page.locator("[class*=st-key-board_view] button").last.click()


def _plan_menu(page: Page, scene: Scene) -> None:
    page.locator(".st-key-board_plan_menu button").first.click()


def _move_by_key(page: Page, scene: Scene) -> None:
    _bar(page, 3)
    page.keyboard.press("Alt+ArrowDown")


def _move_far(page: Page, scene: Scene) -> None:
    """To somebody who cannot do it: what would break is said by name."""
    _select_in_tray(page, scene)
    page.locator(".st-key-board_move_to button").click()
    page.wait_for_timeout(2500)
    page.locator("[role=dialog] [data-testid=stSelectbox] input").click()
    page.get_by_role("option").last.click()


def _compare(page: Page, scene: Scene) -> None:
    page.locator(".st-key-board_compare button").click()


def _publish(page: Page, scene: Scene) -> None:
    page.locator(".st-key-board_publish button").click()


def _overtaken(page: Page, scene: Scene) -> None:
    """A colleague moves something while this page hears nothing of it."""
    page.route("**/events*", lambda route: route.abort())
    page.reload()
    _bar(page, 5)
    other = scene.colleague("ada", f"/board?day={scene.day}")
    _move_by_key(other, scene)
    other.wait_for_timeout(4000)
    other.close()
    _bar(page, 5)
    page.keyboard.press("Alt+ArrowDown")


def _plan(page: Page, scene: Scene) -> None:
    _plan_menu(page, scene)
    page.locator(".st-key-board_plan_now button").click()
    page.wait_for_selector(".st-key-board_progress", timeout=60_000)
    page.wait_for_timeout(3500)


def _press(key: str) -> Act:
    def act(page: Page, scene: Scene) -> None:
        page.wait_for_selector(".queue")
        page.wait_for_timeout(1500)
        page.keyboard.press(key)

    return act


def _search(words: str) -> Act:
    def act(page: Page, scene: Scene) -> None:
        page.locator(".st-key-cases_top input").fill(words)

    return act


def _first_case(page: Page, scene: Scene) -> None:
    page.locator(".queue .row").nth(1).click()


def _log(page: Page, scene: Scene) -> None:
    _first_case(page, scene)
    page.wait_for_timeout(3000)
    page.locator(".st-key-cases_log input").first.fill("Talked it through, still noisy")
    page.keyboard.press("Enter")


def _overtaken_case(page: Page, scene: Scene) -> None:
    _first_case(page, scene)
    page.wait_for_timeout(3000)
    page.locator(".st-key-cases_log input").first.fill("Typed, not sent")
    other = scene.colleague("ada", "/cases")
    _log(other, scene)
    other.wait_for_timeout(4000)
    other.close()


def _receipt_key(key: str) -> Act:
    def act(page: Page, scene: Scene) -> None:
        page.wait_for_selector(".receipt h3")
        page.wait_for_timeout(1500)
        page.locator(".queue .row").first.click()
        page.wait_for_timeout(1500)
        page.keyboard.press(key)

    return act


def _overtaken_cost(page: Page, scene: Scene) -> None:
    page.wait_for_selector(".receipt h3")
    other = scene.colleague("ada", "/costs")
    _receipt_key("d")(other, scene)
    other.locator(".receipt textarea").fill("Too many kilometres")
    other.locator(".words button").first.click()
    other.wait_for_timeout(4000)
    other.close()
    _receipt_key("a")(page, scene)


def _tap(name: str) -> Act:
    def act(page: Page, scene: Scene) -> None:
        button = page.locator(f"form[action*='/m/{name}/'] button")
        if button.count():
            button.first.click()

    return act


def _send(page: Page, scene: Scene) -> None:
    page.locator("form[action*='/m/report/'] button[type=submit], .bar .main").last.click()
