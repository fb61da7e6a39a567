"""`dispatch serve` and what `dispatch demo` adds for it: the real commands, the real server."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dispatch import database, sign_in
from dispatch.commands import demo_accounts
from dispatch.commands.common import Workplace
from dispatch.commands.serve import address
from dispatch.config import Settings
from dispatch.statuses import Role
from tests.dashboard.server import ROOT, Person, free_port
from tests.dispatch.company import a_company


def started(*words: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "dispatch", *words],
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def answer_of(port: int) -> dict[str, str]:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                health: dict[str, str] = json.load(answer)
                return health
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_cleanly_when_stopped(
    migrated_file: Path, tmp_path: Path, how: signal.Signals
) -> None:
    database_file = tmp_path / "serve.db"
    database_file.write_bytes(migrated_file.read_bytes())
    port, log = free_port(), tmp_path / "log"
    serving = started("--db", str(database_file), "serve", "--port", str(port), log=log)
    with ExitStack() as stack:
        stack.callback(serving.kill)
        assert answer_of(port)["status"] == "ok"

        serving.send_signal(how)

        assert serving.wait(20) == 0
    assert f"http://localhost:{port}" in log.read_text()
    assert "Traceback" not in log.read_text()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)


def test_a_database_that_is_not_ready_is_not_served(tmp_path: Path) -> None:
    log = tmp_path / "log"
    serving = started("--db", str(tmp_path / "new.db"), "serve", log=log)

    assert serving.wait(60) == 2
    assert "run: dispatch init" in log.read_text()


def test_a_port_in_use_is_said_and_nothing_is_served(migrated_file: Path, tmp_path: Path) -> None:
    port = free_port()
    log, second_log = tmp_path / "log", tmp_path / "second"
    serving = started("--db", str(migrated_file), "serve", "--port", str(port), log=log)
    with ExitStack() as stack:
        stack.callback(serving.wait)
        stack.callback(serving.terminate)
        answer_of(port)

        second = started("--db", str(migrated_file), "serve", "--port", str(port), log=second_log)

        assert second.wait(60) == 2
    assert "choose another --port" in second_log.read_text()


def test_the_demos_people_sign_in_with_one_click_each(engine: Engine) -> None:
    with database.transaction(engine) as session:
        a_company(session)
    place = Workplace(Settings(database_url=str(engine.url)), user_name=None)

    demo_accounts.add_people(place)
    demo_accounts.add_people(place)

    with database.reading(engine) as session:
        people = sign_in.demo_people(session)
    place.engine.dispose()
    assert {person.name: person.role for person in people} == {
        "sam": Role.SUPPORT,
        "dora": Role.DISPATCHER,
        "noor": Role.TECHNICIAN,
        "fin": Role.FINANCE,
        "ada": Role.ADMIN,
    }
    assert people[2].full_name == "Fictief Noor"


def test_the_demo_serves_what_it_planned_and_names_its_people(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    words = ("demo", "--db", str(tmp_path / "demo.db"), "--iterations", "1", "--port", str(port))
    serving = started(*words, log=log)
    with ExitStack() as stack:
        stack.callback(serving.wait)
        stack.callback(serving.terminate)
        answer_of(port)
        person = Person(f"http://127.0.0.1:{port}")

        page = person.get("/sign-in").text
        signed_in = person.sign_in("dora", sign_in.DEMO_PASSWORD)

    said = log.read_text()
    assert "Look around in the demo" in page
    assert signed_in.goes_to == "/board"
    assert f"http://localhost:{port}" in said
    assert "dora" in said
    assert sign_in.DEMO_PASSWORD in said


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:8501"),
        ("0.0.0.0", "http://localhost:8501"),
        ("192.168.1.5", "http://192.168.1.5:8501"),
        ("fe80::1", "http://[fe80::1]:8501"),
    ],
)
def test_the_address_is_one_a_browser_understands(host: str, shown: str) -> None:
    assert address(host, 8501) == shown
