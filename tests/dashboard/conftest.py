"""For every test of the web: the real server over a staffed company, and a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dispatch import accounts, clock, database
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.server import PASSWORD, Person, WebServer, serving
from tests.dispatch.company import a_company

Serve = Callable[[Path], WebServer]

STAFF = {
    "sam": Role.SUPPORT,
    "dora": Role.DISPATCHER,
    "noor": Role.TECHNICIAN,
    "tom": Role.TECHNICIAN,
    "fin": Role.FINANCE,
    "ada": Role.ADMIN,
}

_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
_QUIETLY = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def web_server() -> Iterator[Serve]:
    """`web_server(database_file)` starts the application over that file, once each."""
    running: dict[Path, WebServer] = {}
    with ExitStack() as stack:

        def serve(database_file: Path) -> WebServer:
            if database_file not in running:
                running[database_file] = stack.enter_context(serving(database_file))
            return running[database_file]

        yield serve


@pytest.fixture(scope="session")
def staffed_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny company with everybody of `STAFF`; their password is `PASSWORD`. Copy it."""
    file = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("staffed") / "staffed.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        a_company(session)
        for name, role in STAFF.items():
            accounts.create_user(
                session,
                actor=SYSTEM,
                name=name,
                role=role,
                password=PASSWORD,
                now=clock.utc_now(),
                technician_ref=name if role is Role.TECHNICIAN else None,
            )
    engine.dispose()
    return file


@pytest.fixture(scope="module")
def web(
    web_server: Serve, staffed_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> WebServer:
    """The server over a copy of the staffed company, for all tests of a module."""
    copy = tmp_path_factory.mktemp("web") / "web.db"
    return web_server(Path(shutil.copy(staffed_file, copy)))


@pytest.fixture(scope="module")
def people(web: WebServer) -> dict[str, Person]:
    """Everybody of `STAFF`, signed in at `web`."""
    return {name: web.signed_in(name) for name in STAFF}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where it is missing the test is skipped, but fails where CI is true."""
    program = next((path for path in _CHROMIUM if Path(path).exists()), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium; .ci/run installs it")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIETLY))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor's tab at 1440 x 900, English."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/Amsterdam"
    )
    yield context.new_page()
    context.close()
