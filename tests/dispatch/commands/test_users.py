"""`dispatch users` as an admin types it."""

import io
import json
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from dispatch import cli, database, passwords
from tests.dispatch.company import a_company

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line with the given standard input: exit code, output, complaints."""
    with database.transaction(engine) as session:
        a_company(session)
    monkeypatch.setenv("DISPATCH_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dispatch", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        return code if isinstance(code, int) else 0, *capsys.readouterr()

    return command


def added(run: Run, *words: str, typed: str = "correct horse\n") -> tuple[int, str, str]:
    return run("users", "add", *words, "--password-stdin", typed=typed)


def test_users_are_added_listed_and_deactivated(run: Run) -> None:
    assert run("users", "list")[1] == "no users\n"
    added(run, "sam", "--role", "support", "--full-name", "Sam [S]")
    added(run, "noor", "--role", "technician", "--technician", "noor")
    run("users", "deactivate", "sam")

    users = json.loads(run("users", "list", "--json")[1])["users"]

    assert [(user["name"], user["role"], user["active"]) for user in users] == [
        ("noor", "technician", True),
        ("sam", "support", False),
    ]
    assert [user["technician"] for user in users] == ["noor", ""]
    assert "Sam [S]" in run("users", "list")[1]
    assert not any("password" in field for field in users[0])


def test_a_password_given_by_input_lets_the_user_in(run: Run, engine: Engine) -> None:
    added(run, "sam", "--role", "support")
    code, _, _ = run("users", "password", "sam", "--password-stdin", typed="a new password\n")

    with database.transaction(engine) as session:
        assert passwords.check_password(session, name="sam", password="a new password")
    assert code == 0


def test_a_short_password_or_unknown_role_is_bad_input(run: Run) -> None:
    code, _, complaint = added(run, "sam", "--role", "support", typed="short\n")
    assert code == 2
    assert "expected 10 to 200" in complaint

    assert added(run, "sam", "--role", "boss")[0] == 2


def test_others_see_no_users_and_set_only_their_own_password(run: Run) -> None:
    added(run, "sam", "--role", "support")
    added(run, "fin", "--role", "finance")

    assert run("--as", "sam", "users", "list")[0] == 1
    own = ("--as", "sam", "users", "password", "sam", "--password-stdin")
    other = ("--as", "sam", "users", "password", "fin", "--password-stdin")
    assert run(*own, typed="a new password\n")[0] == 0
    assert run(*other, typed="a new password\n")[0] == 1
    assert run("--as", "sam", "users", "deactivate", "fin")[0] == 1
