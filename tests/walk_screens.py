"""Walk through every screen in every role and write what it looks like.

`python -m tests.walk_screens FOLDER` makes a demo company of its own, publishes its plan, plans
the day once more as a draft, and writes a PNG for each screen, role, size, colour scheme and
language. `python -m tests.walk_screens dashboard/pictures --readme` writes only the pictures that
README shows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from dispatch.sign_in import DEMO_PASSWORD
from tests.dashboard.conftest import _CHROMIUM, _QUIETLY
from tests.dashboard.server import Person, WebServer, serving

WIDE, PHONE = (1440, 900), (390, 844)
AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return !app || (app.dataset.testScriptState === 'notRunning'
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
    parser.add_argument("--only", help="only pictures whose name begins so")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "walk.db"
        day, visit = _made_company(database)
        looks = readme_looks(day, visit) if asked.readme else every_look(day, visit)
        wanted = [look for look in looks if look.name.startswith(asked.only or "")]
        with serving(database) as server, sync_playwright() as playwright:
            program = next(path for path in _CHROMIUM if Path(path).exists())
            browser = playwright.chromium.launch(executable_path=program, args=list(_QUIETLY))
            for look in wanted:
                print(_taken(browser, server, look, asked.folder), flush=True)
            browser.close()


def _made_company(database: Path) -> tuple[date, str]:
    """The demo with its next working day published and planned again; a visit of noor's."""
    found = _dispatch("demo", "--no-serve", "--db", str(database), "--iterations", "40", "--json")
    shared = ("--db", str(database))
    _dispatch(*shared, "publish", str(found["plan_id"]), "--json")
    _dispatch(*shared, "plan", "--from", found["first_day"], "--iterations", "60", "--json")
    [route] = [route for route in found["routes"] if route["technician_ref"] == "noor"]
    return date.fromisoformat(found["first_day"]), route["stops"][0]["visit"]


def _dispatch(*arguments: str) -> dict:  # type: ignore[type-arg]
    done = subprocess.run(
        [sys.executable, "-m", "dispatch", *arguments], capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def _taken(browser: Browser, server: WebServer, look: Look, folder: Path) -> str:
    context = _context(browser, server, look)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(server.url + look.path)
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_function(AT_REST, timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=folder / look.file)
    context.close()
    _slim(folder / look.file)
    return f"{look.file} {'; '.join(wrong)}"


def _slim(picture: Path) -> None:
    """128 colours are enough for a screen and a third of the size."""
    with Image.open(picture) as full:
        slim = full.convert("RGB").quantize(128)
    slim.save(picture, optimize=True)


def _context(browser: Browser, server: WebServer, look: Look) -> BrowserContext:
    width, height = look.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.scheme == "dark" else "light",
        locale="nl-NL" if look.language == "nl" else "en-GB",
    )
    if look.user:
        person = Person(server.url)
        person.sign_in(look.user, DEMO_PASSWORD)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": server.url}
                for name, value in person.cookies.items()
            ]
        )
    return context


if __name__ == "__main__":
    main()
