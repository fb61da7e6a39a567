"""`dispatch cases` as a person types it, on a real database."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine

from dispatch import cli, database, models
from dispatch.commands.case_views import time_left
from dispatch.statuses import Role
from tests.dispatch.company import NOW, a_company


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command line on the tiny company's database."""
    with database.transaction(engine) as session:
        a_company(session)
        session.add(models.User(name="fin", role=Role.FINANCE, created_at=NOW))
    monkeypatch.setenv("DISPATCH_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["dispatch", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Answer(code if isinstance(code, int) else 0, said.out, said.err)

    return command


def opened(run: Run, *more: str) -> Any:
    answer = run(
        *("cases", "open", "--channel", "hotline", "--symptom", "No hot water [E14]"),
        *("--device", "D1", "--work-type", "heat-pump-repair", *more, "--json"),
    )
    assert answer.code == 0, answer.err
    return answer.json


def tried(run: Run, ref: str, outcome: str, *more: str) -> Answer:
    return run(
        *("cases", "attempt", ref, "--channel", "hotline", "--minutes", "10"),
        *("--outcome", outcome, *more),
    )


def test_a_case_goes_from_call_to_visit(run: Run) -> None:
    ref = opened(run)["case_ref"]

    refused = run("cases", "escalate", ref)
    first = tried(run, ref, "not_solved", "--transcript", "reset tried", "--json")
    second = tried(run, ref, "not_solved")
    visit = run(
        *("cases", "escalate", ref, "--minutes", "90", "--note", "dog", "--skill", "gas:2"),
        *("--window", "2999-11-03 08:00/12:00", "--json"),
    )

    assert refused.code == 1
    assert "GateClosed" in refused.err
    assert "asks for 2 remote attempts, 0 recorded" in refused.err
    assert [one["gap"] for one in first.json["missing"]] == ["attempts"]
    assert (first.json["action"], first.json["channel"]) == ("try", "chat")
    assert "next: Escalate" in second.out
    assert visit.json["visit_ref"] == f"{ref}-1"
    assert visit.json["duration_s"] == 90 * 60
    assert visit.json["skills"] == {"gas": 2}
    assert visit.json["parts"] == {"FS-2": 1}


def test_a_waived_case_is_escalated(run: Run) -> None:
    ref = opened(run)["case_ref"]

    waived = run("cases", "waive", ref, "--by", "Ria", "--reason", "baby in the house")
    visit = run("cases", "escalate", ref)

    assert (waived.code, visit.code) == (0, 0)
    assert f"visit {ref}-1 is ready" in visit.out


def test_an_email_case_says_when_the_answer_is_due(run: Run) -> None:
    answer = run(
        *("cases", "open", "--channel", "email", "--symptom", "cold", "--site", "S1"),
        *("--at", "2026-01-06 10:15"),
    )
    as_json = run(
        *("cases", "open", "--channel", "email", "--symptom", "cold", "--site", "S1"),
        *("--at", "2026-01-06 10:15", "--json"),
    )

    assert "e-mail answer due Wed 07 Jan 10:15" in answer.out
    # winter time: 10:15 in Amsterdam is 9:15 UTC
    assert as_json.json["answer_due"] == "2026-01-07T09:15:00+00:00"
    assert as_json.json["case_ref"] == "C-2026-00002"


def test_the_list_and_the_story_are_printed_and_given_as_json(run: Run) -> None:
    ref = opened(run)["case_ref"]
    tried(run, ref, "not_solved", "--transcript", "customer says [red]E14[/red]")

    listed, shown = run("cases", "list"), run("cases", "show", ref)

    assert ref in listed.out
    assert "No hot water [E14]" in listed.out
    assert "customer says [red]E14[/red]" in shown.out
    assert "remote support so far 10 min, € 6.00" in shown.out
    [row] = run("cases", "list", "--json").json["cases"]
    assert (row["case_ref"], row["due_what"]) == (ref, "fix")
    story = run("cases", "show", ref, "--json").json
    assert [event["kind"] for event in story["events"]].count("attempt") == 1
    assert story["remote_cost"] == "6.00"
    assert run("cases", "list", "--channel", "email").out == "no cases\n"


def test_words_are_found_in_transcripts(run: Run) -> None:
    ref = opened(run)["case_ref"]
    tried(run, ref, "not_solved", "--transcript", "the compressor hums")

    found = run("cases", "search", "compressor", "--json").json["hits"]

    assert [(hit["case_ref"], hit["where"]) for hit in found] == [(ref, "attempt")]
    assert ref in run("cases", "search", "compressor").out
    assert run("cases", "search", "unicorn").out == "nothing found\n"


def test_a_transcript_may_come_from_a_file(run: Run, tmp_path: Any) -> None:
    ref = opened(run)["case_ref"]
    file = tmp_path / "chat.txt"
    file.write_text("Grüße aus der Küche", encoding="utf-8")

    tried(run, ref, "not_solved", "--transcript-file", str(file))
    missing = tried(run, ref, "not_solved", "--transcript-file", str(tmp_path / "none.txt"))
    both = tried(run, ref, "not_solved", "--transcript-file", str(file), "--transcript", "x")

    assert "Grüße aus der Küche" in run("cases", "show", ref).out
    assert (missing.code, both.code) == (2, 2)


def test_a_case_is_amended_solved_reopened_and_closed(run: Run) -> None:
    ref = opened(run)["case_ref"]

    for words in (
        ("amend", ref, "--priority", "high"),
        ("solve", ref),
        ("reopen", ref, "--why", "cold again"),
        ("solve", ref),
        ("close", ref),
    ):
        assert run("cases", *words).code == 0

    [row] = run("cases", "list", "--status", "closed", "--json").json["cases"]
    assert (row["case_ref"], row["priority"], row["due_at"]) == (ref, "high", None)


def test_a_visit_is_pinned_given_windows_and_cancelled(run: Run) -> None:
    ref = opened(run)["case_ref"]
    tried(run, ref, "remote_impossible")
    run("cases", "escalate", ref)
    visit = f"{ref}-1"

    for words in (
        ("visit-pin", visit, "--technician", "noor", "--start", "2999-11-04 09:00"),
        ("visit-unpin", visit),
        ("visit-windows", visit, "2999-11-04 09:00/2999-11-05 12:00", "2999-11-06 09:00/10:00"),
    ):
        assert run("cases", *words).code == 0
    windows = run("cases", "show", ref, "--json").json["visits"][0]["windows"]
    assert windows[0] == ["2999-11-04T08:00:00+00:00", "2999-11-05T11:00:00+00:00"]
    assert run("cases", "visit-cancel", visit, "--reason", "works again").code == 0
    assert run("cases", "show", ref, "--json").json["status"] == "open"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "C9"), 2, "no case 'C9'"),
        (("open", "--channel", "fax", "--symptom", "x", "--site", "S1"), 2, "fax"),
        (
            ("open", "--channel", "chat", "--symptom", "x", "--site", "S1", "--at", "tomorrow"),
            2,
            "expected YYYY-MM-DD HH:MM",
        ),
        (
            # the clock skips 2:30 that night
            (
                *("open", "--channel", "chat", "--symptom", "x"),
                "--site=S1",
                "--at=2026-03-29 02:30",
            ),
            2,
            "does not exist",
        ),
        (("escalate", "C9", "--window", "2026-11-03 08:00"), 2, "expected YYYY-MM-DD HH:MM/HH:MM"),
        (("escalate", "C9", "--skill", "gas:high"), 2, "expected REF or REF:LEVEL"),
    ],
)
def test_bad_input_ends_with_two_and_says_why(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    answer = run("cases", *words)

    assert answer.code == code
    assert said in " ".join(answer.err.split())


def test_a_role_that_may_not_is_refused(run: Run) -> None:
    ref = opened(run)["case_ref"]

    answer = run("--as", "fin", "cases", "solve", ref)

    assert answer.code == 1
    assert "fin is finance; this needs support or dispatcher" in answer.err


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (59, "0 h 00 min"),
        (3 * 3600 + 20 * 60, "3 h 20 min"),
        (-5 * 60, "late 0 h 05 min"),
        (2 * 86400 + 4 * 3600, "2 d 4 h"),
    ],
)
def test_time_left_is_said_in_days_hours_and_minutes(seconds: int | None, said: str) -> None:
    assert time_left(seconds) == said
