"""Walk through every screen in every role and write what it looks like.

`python -m tests.walk_screens FOLDER` makes a demo company of its own, publishes its plan, plans
the day once more as a draft, and writes a PNG for each screen, role, size, colour scheme and
language, then for each state of every screen (`walk_states`) in four of these.
`python -m tests.walk_screens dashboard/pictures --readme` writes only those that README shows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from dispatch import accounts, clock
from dispatch.database import connect, transaction
from dispatch.roles import SYSTEM
from dispatch.sign_in import DEMO_PASSWORD
from dispatch.statuses import Role
from tests.dashboard.conftest import _CHROMIUM, _QUIETLY
from tests.dashboard.server import Person, WebServer, serving
from tests.walk_states import Scene, State, states

WIDE, PHONE = (1440, 900), (390, 844)
AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return !document.querySelector('#root') || (app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('[data-testid=stMainBlockContainer]'));
}"""
SETTLE_MS = 2500
"""What components may still draw after Streamlit is at rest."""


@dataclass(frozen=True)
class Look:
    """One picture: whose, where, how large, in which scheme and language."""

    name: str
    user: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    language: str = "en"
    state: State | None = None

    @property
    def file(self) -> str:
        return f"{self.name}-{self.size[0]}-{self.scheme}-{self.language}.png"


def every_look(day: date, visit: str) -> Iterator[Look]:
    """All screens in all roles, sizes, schemes and languages."""
    for name, user, path in screens(day, visit):
        for size in (WIDE, PHONE):
            for scheme in ("light", "dark"):
                for language in ("en", "nl"):
                    yield Look(name, user, path, size, scheme, language)


def state_looks(day: date, visit: str) -> Iterator[Look]:
    """Every state wide and on a phone, each once light and once dark, English and Dutch."""
    shown = ((WIDE, "light", "nl"), (PHONE, "light", "en"), (WIDE, "dark", "en"))
    for state in states(day, visit):
        for size, scheme, language in (*shown, (PHONE, "dark", "nl")):
            yield Look(state.name, state.user, state.path, size, scheme, language, state)


def screens(day: date, visit: str) -> list[tuple[str, str, str]]:
    """Name of the picture, who looks, and the address."""
    return [
        ("sign-in", "", "/sign-in"),
        ("board", "dora", f"/board?day={day}"),
        ("cases", "sam", "/cases"),
        ("costs", "fin", "/costs"),
        ("phone-day", "noor", f"/m?day={day}"),
        ("phone-visit", "noor", f"/m/visit/{visit}"),
        ("home", "ada", "/"),
        ("team", "dora", "/team?of=technicians&who=noor"),
        ("users", "ada", "/users"),
    ]


def readme_looks(day: date, visit: str) -> Iterator[Look]:
    """The four that README shows."""
    yield Look("board", "dora", f"/board?day={day}")
    yield Look("cases", "sam", "/cases")
    yield Look("costs", "fin", "/costs")
    yield Look("phone-day", "noor", f"/m?day={day}", PHONE)
    yield Look("phone-visit", "noor", f"/m/visit/{visit}", PHONE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--only", nargs="*", help="only pictures whose name begins so")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "walk.db"
        day, visit = _made_company(database)
        nothing = _empty_company(Path(folder) / "empty.db")
        looks = (
            readme_looks(day, visit)
            if asked.readme
            else chain(every_look(day, visit), state_looks(day, visit))
        )
        wanted = [look for look in looks if look.name.startswith(tuple(asked.only or [""]))]
        with (
            serving(database) as server,
            serving(nothing) as bare,
            sync_playwright() as playwright,
        ):
            program = next(path for path in _CHROMIUM if Path(path).exists())
            browser = playwright.chromium.launch(executable_path=program, args=list(_QUIETLY))
            for look in wanted:
                where = bare if look.state and look.state.empty else server
                walker = _Walker(browser, where, day, visit)
                print(walker.taken(look, asked.folder), flush=True)
            browser.close()


def _made_company(database: Path) -> tuple[date, str]:
    """The demo with its next working day published and planned again; a visit of noor's."""
    found = _dispatch("demo", "--no-serve", "--db", str(database), "--iterations", "40", "--json")
    shared = ("--db", str(database), "--as", "dora")
    _dispatch(*shared, "publish", str(found["plan_id"]), "--json")
    _dispatch(*shared, "plan", "--from", found["first_day"], "--iterations", "60", "--json")
    [route] = [route for route in found["routes"] if route["technician_ref"] == "noor"]
    return date.fromisoformat(found["first_day"]), route["stops"][0]["visit"]


def _empty_company(database: Path) -> Path:
    """Tables, and an administrator who has just begun."""
    _dispatched("--db", str(database), "init")
    engine = connect(f"sqlite:///{database}")
    with transaction(engine) as session:
        accounts.create_user(
            session,
            actor=SYSTEM,
            name="ada",
            role=Role.ADMIN,
            password=DEMO_PASSWORD,
            full_name="Ada Mulder",
            now=clock.utc_now(),
        )
    engine.dispose()
    return database


def _dispatch(*arguments: str) -> dict:  # type: ignore[type-arg]
    answer = json.loads(_dispatched(*arguments))
    assert isinstance(answer, dict)
    return answer


def _dispatched(*arguments: str) -> str:
    command = [sys.executable, "-m", "dispatch", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class _Walker:
    browser: Browser
    server: WebServer
    day: date
    visit: str

    def taken(self, look: Look, folder: Path) -> str:
        """The picture's name, and what went wrong on the page or on the way to it."""
        context = self.context(look)
        page = context.new_page()
        wrong: list[str] = []
        _listen(page, wrong)
        try:
            self._go(page, look)
        except PlaywrightError as lost:
            wrong.append(str(lost).splitlines()[0])
        page.screenshot(path=folder / look.file)
        context.close()
        _slim(folder / look.file)
        return f"{look.file} {'; '.join(wrong)}"

    def _go(self, page: Page, look: Look) -> None:
        page.goto(self.server.url + look.path)
        state = look.state or State(look.name, look.user, look.path)
        if state.settled:
            _rest(page)
        state.act(page, Scene(self.day, self.visit, self._colleague(look)))
        if state.settled:
            _rest(page)

    def _colleague(self, look: Look) -> Callable[[str, str], Page]:
        def opened(user: str, path: str) -> Page:
            page = self.context(replace(look, user=user, size=WIDE)).new_page()
            page.goto(self.server.url + path)
            _rest(page)
            return page

        return opened

    def context(self, look: Look) -> BrowserContext:
        width, height = look.size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if look.scheme == "dark" else "light",
            locale="nl-NL" if look.language == "nl" else "en-GB",
        )
        context.set_default_timeout(15_000)
        if look.user:
            person = Person(self.server.url)
            person.sign_in(look.user, DEMO_PASSWORD)
            jar = person.cookies.items()
            context.add_cookies(
                [{"name": name, "value": value, "url": self.server.url} for name, value in jar]
            )
        return context


def _listen(page: Page, wrong: list[str]) -> None:
    """Note what the console would show in red, and what the server refused."""
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on(
        "response",
        lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )


def _rest(page: Page) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_function(AT_REST, timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)


def _slim(picture: Path) -> None:
    """128 colours are enough for a screen and a third of the size."""
    with Image.open(picture) as full:
        slim = full.convert("RGB").quantize(128)
    slim.save(picture, optimize=True)


if __name__ == "__main__":
    main()
